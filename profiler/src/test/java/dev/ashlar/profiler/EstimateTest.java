/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against distributions whose mean is known. */
class EstimateTest {
    private static final int TRIALS = 2000;

    @Test
    void isTheMeanAndNinetySixTenthsOfItsStandardError() {
        Estimate estimate = Estimate.of(new float[] {0, 1, 1, 0, 1, 1, 1, 1});
        double deviation = Math.sqrt(0.75 * 0.25 * 8 / 7);
        assertThat(estimate.mean()).isEqualTo(0.75);
        assertThat(estimate.high() - 0.75).isCloseTo(1.96 * deviation / Math.sqrt(8), within(1e-4));
        assertThat(0.75 - estimate.low()).isCloseTo(estimate.high() - 0.75, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.9})
    void coversTheTruthAsOftenAsItSays(double truth) {
        int covered = 0;
        for (int seed = 0; seed < TRIALS; seed++) {
            Random random = new Random(seed);
            float[] values = new float[300];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < truth ? 1 : 0;
            }
            Estimate estimate = Estimate.of(values);
            covered += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
        }
        assertThat(covered / (double) TRIALS).isBetween(0.93, 0.97);
    }

    @Test
    void pairsAreNarrowerThanWhatTheyShare() {
        Random random = new Random(1);
        float[] left = new float[500];
        float[] right = new float[500];
        for (int i = 0; i < left.length; i++) {
            left[i] = random.nextBoolean() ? 1 : 0;
            right[i] = random.nextInt(50) == 0 ? 1 - left[i] : left[i];
        }
        Estimate paired = Estimate.paired(left, right);
        Estimate alone = Estimate.of(left);
        assertThat(paired.high() - paired.low()).isLessThan((alone.high() - alone.low()) / 2);
        assertThat(paired.mean()).isCloseTo(alone.mean() - Estimate.of(right).mean(), within(1e-6));
    }

    @Test
    void whatNeverHappenedMayStillHappen() {
        Estimate none = Estimate.of(new float[100]);
        assertThat(none.mean()).isZero();
        assertThat(none.high()).isEqualTo(0.03);
        assertThat(Estimate.of(new float[] {1}).low()).isZero();
        assertThatThrownBy(() -> Estimate.of(new float[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
