/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Peak signal-to-noise ratio of an image that a network answers with against the original's, as a share of 60 dB: 0.5 is
 * 30 dB, 1 is 60 dB or more. The peak is the span of the original's values.
 */
public final class Psnr implements QualityMetric {
    /** As good as equal: the error of rounding to 10 bits. */
    private static final double MOST_DECIBELS = 60;

    @Override
    public String name() {
        return "psnr";
    }

    @Override
    public boolean judges(Truth truth) {
        return true;
    }

    @Override
    public double score(List<Tensor> answer, List<Tensor> original, Truth truth) {
        double decibels = decibels(answer.get(0).floats(), original.get(0).floats());
        return Math.max(0, Math.min(1, decibels / MOST_DECIBELS));
    }

    /** The ratio itself; infinite for equal images, below 0 or not a number for useless ones. */
    static double decibels(FloatBuffer answer, FloatBuffer original) {
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < original.limit(); i++) {
            double apart = answer.get(i) - original.get(i);
            squares += apart * apart;
            least = Math.min(least, original.get(i));
            greatest = Math.max(greatest, original.get(i));
        }
        double mean = squares / Math.max(1, original.limit());
        double peak = greatest - least;
        if (Double.isNaN(mean)) {
            return Double.NEGATIVE_INFINITY;
        }
        return mean == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(peak * peak / mean);
    }
}
