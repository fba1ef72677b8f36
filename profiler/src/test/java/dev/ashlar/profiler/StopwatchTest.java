/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.testing.ManualTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Stopwatch watch = new Stopwatch(ticker);

    private void lap(long nanos) {
        watch.start();
        ticker.advance(Duration.ofNanos(nanos));
        assertThat(watch.stop().nanos()).isEqualTo(nanos);
    }

    @Test
    void tellsThePercentilesOfItsLaps() {
        for (long nanos = 100; nanos >= 1; nanos--) {
            lap(nanos);
        }
        LatencyProfile profile = watch.profile();
        assertThat(List.of(profile.p50Nanos(), profile.p95Nanos(), profile.p99Nanos(), profile.runs()))
                .containsExactly(50L, 95L, 99L, 100L);
    }

    @Test
    void countsTheProcessorTimeOfTheThread() {
        watch.start();
        double sum = 0;
        while (sum < 10_000_000) {
            sum += Math.sqrt(sum + 1) / (sum + 1) + 1;
        }
        Stopwatch.Lap lap = watch.stop();
        assertThat(lap.cpuNanos()).isPositive();
        assertThat(watch.profile().cpuNanos()).isEqualTo(lap.cpuNanos());
    }

    @Test
    void keepsTheMeanProcessorTimeOfLapsTakenOtherwise() {
        watch.record(new Stopwatch.Lap(10, 4));
        watch.record(new Stopwatch.Lap(20, 8));
        assertThat(watch.profile()).isEqualTo(new LatencyProfile(10, 20, 20, 6, 2));
    }

    @Test
    void takesTimesThatClocksOfDifferentStepMakeNegativeForNone() {
        watch.record(new Stopwatch.Lap(-5, -7));
        assertThat(watch.profile()).isEqualTo(new LatencyProfile(0, 0, 0, 0, 1));
    }

    @Test
    void cutsWhatIsLongerThanItsScaleToItsEnd() {
        watch.record(new Stopwatch.Lap(Long.MAX_VALUE, 1));
        assertThat(watch.profile().p99Nanos()).isGreaterThanOrEqualTo(3_600_000_000_000L);
    }

    @Test
    void forgetsWhatCameBeforeAReset() {
        lap(1000);
        watch.reset();
        lap(10);
        assertThat(watch.profile().p99Nanos()).isEqualTo(10);
        assertThat(watch.profile().runs()).isEqualTo(1);
    }
}
