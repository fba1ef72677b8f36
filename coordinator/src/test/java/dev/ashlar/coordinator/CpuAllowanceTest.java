/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuAllowanceTest {
    private static final double BURST = 2e9;

    /** Steps of up to 50 ms as soon as they are allowed, now and then after a pause; in any window the bound holds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spendsNoMoreThanItsShareInAnyWindow(long seed) {
        Random random = new Random(seed);
        double share = 0.01 + 0.5 * random.nextDouble();
        long now = random.nextInt(1_000_000_000);
        CpuAllowance allowance = new CpuAllowance(share, now);
        List<long[]> steps = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < 400; i++) {
            now += allowance.waitNanos(now);
            assertThat(allowance.waitNanos(now)).as("seed %d", seed).isZero();
            long took = 1L + random.nextInt(50_000_000);
            steps.add(new long[] {now, took});
            allowance.spend(took);
            total += took;
            now += took;
            now += random.nextInt(20) == 0 ? 5_000_000_000L : 0;
        }
        assertThat(allowance.spentNanos()).as("seed %d", seed).isEqualTo(total);
        for (int from = 0; from < steps.size(); from++) {
            long spent = 0;
            for (int to = from; to < steps.size(); to++) {
                spent += steps.get(to)[1];
                double window = steps.get(to)[0] - steps.get(from)[0];
                assertThat((double) spent)
                        .as("seed %d, steps %d to %d", seed, from, to)
                        .isLessThanOrEqualTo(share * (window + BURST) + steps.get(to)[1] + 1);
            }
        }
    }
}
