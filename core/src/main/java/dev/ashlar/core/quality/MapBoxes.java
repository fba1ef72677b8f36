/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a probability map into boxes: connected places above a threshold, each grown by the margin that training
 * shrank it by.
 *
 * @param threshold a place belongs to a thing if its probability is above it
 * @param minScore a component whose mean probability is below it is noise
 * @param minSide a component narrower or lower than so many places is noise
 * @param unclip the margin is area times this over perimeter; 0 leaves the component as it is
 */
public record MapBoxes(double threshold, double minScore, int minSide, double unclip) {
    /*
     * The decoding of differentiable binarisation [1], section 3.4, with upright rectangles in the place of polygons:
     * a text region was shrunk for training by D = A * (1 - r^2) / L and is grown back by D' = A' * unclip / L', where
     * A is area and L perimeter. The values of the paper's code are threshold 0.3, score 0.6 and unclip 1.5.
     * [1] Liao et al., Real-time Scene Text Detection with Differentiable Binarization, AAAI 2020.
     */
    public MapBoxes {
        Argument.requireInRange("threshold of a probability map", threshold, 0, 1);
        Argument.requireInRange("least score of a box", minScore, 0, 1);
        Argument.require(minSide >= 1, "The least side (%d) of a box must be at least 1.", minSide);
        Argument.requireInRange("growth of a box", unclip, 0, 10);
    }

    /** The values that text detectors with differentiable binarisation are trained for. */
    public static MapBoxes text() {
        return new MapBoxes(0.3, 0.6, 3, 1.5);
    }

    /** The boxes in a map of shape (1, 1, height, width). */
    public List<Box> decode(Tensor map) {
        Shape shape = map.shape();
        Argument.require(
                shape.rank() == 4 && shape.dim(0) == 1 && shape.dim(1) == 1,
                "A probability map must have the shape 1x1xHxW, not %s.",
                shape);
        int height = Math.toIntExact(shape.dim(2));
        int width = Math.toIntExact(shape.dim(3));
        FloatBuffer values = map.floats();
        boolean[] seen = new boolean[height * width];
        int[] queue = new int[height * width];
        List<Box> boxes = new ArrayList<>();
        for (int start = 0; start < seen.length; start++) {
            if (!seen[start] && values.get(start) > threshold) {
                Component component = flood(values, seen, queue, start, width, height);
                if (component.isThing(minScore, minSide)) {
                    boxes.add(component.grown(unclip, width, height));
                }
            }
        }
        return boxes;
    }

    private Component flood(FloatBuffer values, boolean[] seen, int[] queue, int start, int width, int height) {
        Component component = new Component();
        int tail = 0;
        queue[tail++] = start;
        seen[start] = true;
        for (int head = 0; head < tail; head++) {
            int place = queue[head];
            int x = place % width;
            int y = place / width;
            component.add(x, y, values.get(place));
            for (int ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
                for (int nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, width - 1); nx++) {
                    int next = ny * width + nx;
                    if (!seen[next] && values.get(next) > threshold) {
                        seen[next] = true;
                        queue[tail++] = next;
                    }
                }
            }
        }
        return component;
    }

    /** A connected set of places, as far as its box needs to know. */
    private static final class Component {
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right = -1;
        private int bottom = -1;
        private int places;
        private double sum;

        void add(int x, int y, float probability) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            places++;
            sum += probability;
        }

        boolean isThing(double minScore, int minSide) {
            return sum / places >= minScore && Math.min(right - left, bottom - top) + 1 >= minSide;
        }

        Box grown(double unclip, int width, int height) {
            double w = right + 1.0 - left;
            double h = bottom + 1.0 - top;
            double margin = w * h * unclip / (2 * (w + h));
            return new Box(
                    Math.max(left - margin, 0) / width,
                    Math.max(top - margin, 0) / height,
                    Math.min(right + 1 + margin, width) / width,
                    Math.min(bottom + 1 + margin, height) / height);
        }
    }
}
