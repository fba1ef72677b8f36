/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/** Finds the range of values of one tensor that 8 bits are best spent on. */
final class ActivationRange {
    /*
     * Keeps the extremes and a uniform sample of the values: reservoir sampling that draws how many values to skip
     * instead of a number for each (Li, "Reservoir-sampling algorithms of time complexity O(n(1+log(N/n)))", ACM TOMS
     * 1994, algorithm L). The range is the one whose rounding and clipping together have the least mean squared error
     * over the sample, among shrunken versions of the full range and among those that leave out a small share of the
     * values on either side: a few outliers should not cost all others their resolution, and the outliers of one side
     * not the range of the other.
     */
    static final int RESERVOIR = 1 << 16;
    private static final int CHUNK = 1 << 12;
    private static final int TRIALS = 40;
    private static final double[] LEFT_OUT = {0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2};
    private static final double LEAST_SCALE = 1e-9;

    private final Random random;
    private final float[] sample = new float[RESERVOIR];
    private final float[] chunk = new float[CHUNK];
    private long seen;
    private long next;
    private double weight = 1;
    private float low;
    private float high;

    ActivationRange(long seed) {
        this.random = new Random(seed);
    }

    /** Takes all values of a tensor into account. */
    void add(FloatBuffer values) {
        for (int from = 0; from < values.limit(); from += CHUNK) {
            int count = Math.min(CHUNK, values.limit() - from);
            values.get(from, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                low = Math.min(low, chunk[i]);
                high = Math.max(high, chunk[i]);
            }
            draw(count);
            seen += count;
        }
    }

    /** Keeps those values of the chunk whose turn it is; {@code next} is the number of the next to be kept. */
    private void draw(int count) {
        while (next < seen + count) {
            float value = chunk[(int) (next - seen)];
            if (next < RESERVOIR - 1) {
                sample[(int) next++] = value;
            } else {
                sample[next < RESERVOIR ? (int) next : random.nextInt(RESERVOIR)] = value;
                weight *= Math.exp(Math.log(1 - random.nextDouble()) / RESERVOIR);
                next += 1 + (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-weight));
            }
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

        double squaredError(float[] values) {
            double sum = 0;
            for (float value : values) {
                double code = Math.max(0, Math.min(255, Math.rint(value / scale) + zeroPoint));
                double apart = value - (code - zeroPoint) * scale;
                sum += apart * apart;
            }
            return sum;
        }
    }

    /** A uniform sample of the values seen: all of them while they are few. */
    float[] drawn() {
        return Arrays.copyOf(sample, (int) Math.min(seen, RESERVOIR));
    }

    /** The best scale for the values seen. */
    Scale best() {
        float[] values = drawn();
        Arrays.sort(values);
        Scale best = Scale.of(low, high);
        double least = best.squaredError(values);
        for (Scale candidate : candidates(values)) {
            double error = candidate.squaredError(values);
            if (error < least) {
                best = candidate;
                least = error;
            }
        }
        return best;
    }

    private Set<Scale> candidates(float[] sorted) {
        Set<Scale> candidates = new LinkedHashSet<>();
        for (int trial = 1; trial < TRIALS; trial++) {
            double shrink = 1 - 0.8 * trial / TRIALS;
            candidates.add(Scale.of(low * shrink, high * shrink));
        }
        for (double below : LEFT_OUT) {
            for (double above : LEFT_OUT) {
                candidates.add(Scale.of(
                        below == 0 ? low : Math.min(0, quantile(sorted, below)),
                        above == 0 ? high : Math.max(0, quantile(sorted, 1 - above))));
            }
        }
        return candidates;
    }

    private static double quantile(float[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
