/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration ASKED = Duration.ofNanos(100);

    @Test
    void letsOneFrameThroughInEveryPeriod() {
        Pace pace = new Pace();
        int passed = 0;
        for (long now = 0; now < 6000; now += 100) {
            passed += pace.admits(now, Duration.ofNanos(300), ASKED) ? 1 : 0;
        }
        assertThat(passed).isEqualTo(20);
    }

    @Test
    void keepsTheRateWhereFramesComeWithJitter() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Pace pace = new Pace();
            int passed = 0;
            for (int frame = 0; frame < 300; frame++) {
                passed += pace.admits(frame * 100L + random.nextInt(40), Duration.ofNanos(200), ASKED) ? 1 : 0;
            }
            assertThat(passed).as("seed %d", seed).isBetween(149, 151);
        }
    }

    @Test
    void startsAnewAfterALongPause() {
        Pace pace = new Pace();
        assertThat(pace.admits(0, Duration.ofNanos(300), ASKED)).isTrue();
        assertThat(pace.admits(100, Duration.ofNanos(300), ASKED)).isFalse();
        assertThat(pace.admits(10_000, Duration.ofNanos(300), ASKED)).isTrue();
        assertThat(pace.admits(10_100, Duration.ofNanos(300), ASKED)).isFalse();
    }
}
