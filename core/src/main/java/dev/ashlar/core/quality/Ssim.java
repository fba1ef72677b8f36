/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.nio.FloatBuffer;
import java.util.List;

/** Structural similarity of an image that a network answers with to the original's, 0..1. */
public final class Ssim implements QualityMetric {
    /*
     * The mean over windows of 8 by 8 places, four apart, of (2 m n + a) (2 c + b) / ((m^2 + n^2 + a) (v + w + b)) with
     * means m and n, variances v and w and covariance c of the two images, a = (0.01 L)^2, b = (0.03 L)^2, L the span of
     * the original's values (Wang et al., Image quality assessment: from error visibility to structural similarity, IEEE
     * Transactions on Image Processing, 2004), with square windows in the place of round ones. Below 0 counts as 0.
     */
    private static final int WINDOW = 8;
    private static final int STEP = 4;

    @Override
    public String name() {
        return "ssim";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        Shape shape = original.get(0).shape();
        Argument.require(
                shape.rank() == 4 && answer.get(0).shape().equals(shape),
                "Structural similarity is for images of one shape NxCxHxW, not for %s and %s.",
                answer.get(0).shape(),
                shape);
        FloatBuffer mine = answer.get(0).floats();
        FloatBuffer theirs = original.get(0).floats();
        int height = Math.toIntExact(shape.dim(2));
        int width = Math.toIntExact(shape.dim(3));
        double span = span(theirs);
        double sum = 0;
        int windows = 0;
        for (int plane = 0; plane < shape.dim(0) * shape.dim(1); plane++) {
            for (int y = 0; y == 0 || y + WINDOW <= height; y += STEP) {
                for (int x = 0; x == 0 || x + WINDOW <= width; x += STEP) {
                    sum += window(mine, theirs, (plane * height + y) * width + x, width, height - y, width - x, span);
                    windows++;
                }
            }
        }
        double mean = sum / Math.max(1, windows);
        return Double.isNaN(mean) ? 0 : Math.max(0, Math.min(1, mean));
    }

    private static double span(FloatBuffer values) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.limit(); i++) {
            least = Math.min(least, values.get(i));
            greatest = Math.max(greatest, values.get(i));
        }
        return Math.max(1e-12, greatest - least);
    }

    private static double window(
            FloatBuffer mine, FloatBuffer theirs, int start, int width, int down, int across, double span) {
        int rows = Math.min(WINDOW, down);
        int columns = Math.min(WINDOW, across);
        int count = rows * columns;
        double m = 0;
        double n = 0;
        double mm = 0;
        double nn = 0;
        double mn = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double left = mine.get(start + y * width + x);
                double right = theirs.get(start + y * width + x);
                m += left / count;
                n += right / count;
                mm += left * left / count;
                nn += right * right / count;
                mn += left * right / count;
            }
        }
        double a = 0.0001 * span * span;
        double b = 0.0009 * span * span;
        return (2 * m * n + a) * (2 * (mn - m * n) + b) / ((m * m + n * n + a) * (mm - m * m + nn - n * n + b));
    }
}
