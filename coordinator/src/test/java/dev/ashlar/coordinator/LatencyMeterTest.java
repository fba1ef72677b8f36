/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {
    private final LatencyMeter meter = new LatencyMeter();

    @Test
    void saysNothingOfNothing() {
        assertThat(meter.summary()).isEqualTo(LatencySummary.NONE);
    }

    @Test
    void isExactForSmallNumbers() {
        for (int i = 0; i < 10; i++) {
            meter.record(i);
        }

        assertThat(meter.summary()).isEqualTo(new LatencySummary(10, 5, 4, 9, 9, 9));
    }

    @Test
    void takesTheWholeRange() {
        meter.record(-5);
        meter.record(Long.MAX_VALUE);

        assertThat(meter.summary().p50Nanos()).isZero();
        assertThat(meter.summary().maxNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(meter.summary().p99Nanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void overstatesPercentilesByAtMostSevenInAHundred() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            LatencyMeter own = new LatencyMeter();
            long[] values = new long[1 + random.nextInt(500)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (long) Math.exp(random.nextDouble() * 25);
                own.record(values[i]);
            }
            Arrays.sort(values);
            long exact = values[(int) Math.ceil(0.95 * values.length) - 1];

            assertThat(own.summary().p95Nanos())
                    .as("seed %d", seed)
                    .isBetween(exact, (long) Math.ceil(exact * 1.07) + 1);
        }
    }
}
