/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {

    /** Differences 1, 0, 0, -1 and 1: mean 0.2, variance 0.7, of five images: 1.96 * sqrt(0.14). */
    @Test
    void isRightForOneComposition() {
        Interval interval = Interval.paired(List.of(new float[] {1, 1, 0, 0, 1}), List.of(new float[] {0, 1, 0, 1, 0}));
        assertThat(interval.mean()).isCloseTo(0.2, within(1e-9));
        assertThat(interval.half()).isCloseTo(1.96 * Math.sqrt(0.7 / 5), within(1e-9));
        assertThat(interval.low()).isCloseTo(0.2 - interval.half(), within(1e-12));
    }

    /** Rows 1, 1 and 0, 1: image means 0.5 and 1, composition means 1 and 0.5, both of variance 0.125. */
    @Test
    void countsCompositionsAndImages() {
        Interval interval = Interval.of(List.of(new float[] {1, 1}, new float[] {0, 1}));
        assertThat(interval.mean()).isCloseTo(0.75, within(1e-9));
        assertThat(interval.half()).isCloseTo(1.96 * Math.sqrt(0.125 / 2 + 0.125 / 2), within(1e-9));
    }

    @Test
    void holdsTheTruthAtLeastAsOftenAsItPromises() {
        Random random = new Random(7);
        int held = 0;
        int trials = 400;
        for (int trial = 0; trial < trials; trial++) {
            float[] images = noise(random, 80);
            List<float[]> table = random.doubles(6)
                    .mapToObj(any -> {
                        float own = (float) random.nextGaussian();
                        float[] row = noise(random, 80);
                        for (int i = 0; i < row.length; i++) {
                            row[i] += images[i] + own;
                        }
                        return row;
                    })
                    .toList();
            Interval interval = Interval.of(table);
            held += interval.low() <= 0 && 0 <= interval.high() ? 1 : 0;
        }
        // Six compositions are few for the normal quantile; 85 % is what Student's distribution gives with five
        // degrees.
        assertThat(held).as("seed 7").isGreaterThan((int) (0.85 * trials));
    }

    private static float[] noise(Random random, int count) {
        float[] noise = new float[count];
        for (int i = 0; i < count; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }
}
