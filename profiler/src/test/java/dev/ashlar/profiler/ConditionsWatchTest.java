/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.MachineSample;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConditionsWatchTest {

    private static ConditionsWatch watch(MachineSample... samples) {
        Queue<MachineSample> queue = new ArrayDeque<>(List.of(samples));
        ConditionsWatch watch = new ConditionsWatch(queue::poll);
        for (int i = 0; i < samples.length; i++) {
            watch.look();
        }
        return watch;
    }

    private static MachineSample at(long total, long idle, long steal, long own, long kilohertz, long throttles) {
        return new MachineSample(total, idle, steal, own, kilohertz, throttles);
    }

    private static Conditions seen(ConditionsWatch watch) {
        return Objects.requireNonNull(watch.conditions());
    }

    @Test
    void aQuietMachineGivesNoWarning() {
        Conditions quiet = seen(watch(at(0, 0, 0, 0, 3000000, 0), at(1000, 500, 0, 480, 2900000, 0)));
        assertThat(quiet.otherShare()).isCloseTo(0.02, within(1e-12));
        assertThat(quiet.stealShare()).isZero();
        assertThat(quiet.warnings()).isEmpty();
    }

    @Test
    void stolenTimeLoadAndHeatAreSaid() {
        Conditions busy = seen(watch(
                at(1000, 100, 10, 50, 3000000, 5),
                at(1500, 200, 50, 200, 1500000, 6),
                at(2000, 300, 110, 350, 2500000, 9)));
        assertThat(busy.stealShare()).isCloseTo(0.1, within(1e-12));
        assertThat(busy.otherShare()).isCloseTo(0.4, within(1e-12));
        assertThat(busy.warnings())
                .containsExactly(
                        "the host took 10 % of the processor time away",
                        "other processes used 40 % of the processor time",
                        "cores were slowed down for their heat 4 times",
                        "the clock fell from 3.00 to 1.50 GHz");
    }

    @Test
    void theSameThingTakingLongerAtTimesIsSaidAndOneOutlierIsNot() {
        long[] even = new long[100];
        Arrays.fill(even, 1000);
        even[7] = 50_000;
        ConditionsWatch steady = watch(at(0, 0, 0, 0, 0, 0), at(10, 10, 0, 0, 0, 0));
        steady.rounds(even);
        assertThat(seen(steady).drift()).isZero();
        Arrays.fill(even, 60, 80, 1300);
        steady.rounds(even);
        assertThat(seen(steady).warnings()).containsExactly("the same network took 30 % longer at times");
    }

    @Test
    void tooFewRoundsSayNothing() {
        ConditionsWatch watch = watch(at(0, 0, 0, 0, 0, 0));
        watch.rounds(new long[] {1, 100, 1, 100});
        assertThat(seen(watch).drift()).isZero();
    }

    @Test
    void nothingIsClaimedWhereTheSystemTellsNothing() {
        ConditionsWatch watch = new ConditionsWatch(() -> null);
        watch.look();
        assertThat(watch.conditions()).isNull();
        assertThatThrownBy(() -> new Conditions(1.1, 0, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Conditions(0, 0, 2, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
