/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;

/** Finds the range of values of one tensor that 8 bits are best spent on. */
final class ActivationRange {
    /*
     * Keeps the extremes and a uniform sample of the values (reservoir sampling, Vitter 1985). The range is the one
     * whose rounding and clipping together have the least mean squared error over the sample, among shrunken versions of
     * the full range: a few outliers should not cost all others their resolution.
     */
    private static final int RESERVOIR = 1 << 16;
    private static final int TRIALS = 40;
    private static final double LEAST_SCALE = 1e-9;

    private final Random random;
    private final float[] sample = new float[RESERVOIR];
    private long seen;
    private float low;
    private float high;

    ActivationRange(long seed) {
        this.random = new Random(seed);
    }

    /** Takes all values of a tensor into account. */
    void add(FloatBuffer values) {
        for (int i = 0; i < values.limit(); i++) {
            float value = values.get(i);
            low = Math.min(low, value);
            high = Math.max(high, value);
            if (seen < RESERVOIR) {
                sample[(int) seen] = value;
            } else {
                long at = (long) (random.nextDouble() * (seen + 1));
                if (at < RESERVOIR) {
                    sample[(int) at] = value;
                }
            }
            seen++;
        }
    }

    /**
     * A scale and zero point for unsigned 8-bit values: {@code value = (code - zeroPoint) * scale}.
     *
     * @param scale above 0
     * @param zeroPoint 0..255
     */
    record Scale(float scale, int zeroPoint) {
        static Scale of(double low, double high) {
            double scale = Math.max((high - low) / 255, LEAST_SCALE);
            int zero = (int) Math.max(0, Math.min(255, Math.round(-low / scale)));
            return new Scale((float) scale, zero);
        }

        private double squaredError(float[] values) {
            double sum = 0;
            for (float value : values) {
                double code = Math.max(0, Math.min(255, Math.rint(value / scale) + zeroPoint));
                double apart = value - (code - zeroPoint) * scale;
                sum += apart * apart;
            }
            return sum;
        }
    }

    /** The best scale for the values seen. */
    Scale best() {
        float[] values = Arrays.copyOf(sample, (int) Math.min(seen, RESERVOIR));
        Scale best = Scale.of(low, high);
        double least = best.squaredError(values);
        for (int trial = 1; trial < TRIALS; trial++) {
            double shrink = 1 - 0.8 * trial / TRIALS;
            Scale candidate = Scale.of(low * shrink, high * shrink);
            double error = candidate.squaredError(values);
            if (error < least) {
                best = candidate;
                least = error;
            }
        }
        return best;
    }
}
