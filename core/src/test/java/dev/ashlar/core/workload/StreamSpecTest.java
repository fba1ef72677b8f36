/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.unit.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSpecTest {
    private static final StreamSpec DOOR = StreamSpec.of("door", "net", Duration.ofMillis(40), Duration.ofMillis(100));

    @Test
    void aFloorOfZeroIsNone() {
        assertThat(DOOR.withAccuracyFloor(0).admits(-0.3)).isTrue();
        assertThat(DOOR.withAccuracyFloor(0.8).admits(0.8)).isTrue();
        assertThat(DOOR.withAccuracyFloor(0.8).admits(0.799)).isFalse();
    }

    @Test
    void changesOneThingAtATime() {
        assertThat(DOOR.withPeriod(Duration.ofMillis(20)).rate()).isEqualTo(50);
        assertThat(DOOR.withDeadline(Duration.ofMillis(5)).deadline()).hasMillis(5);
        assertThat(DOOR.withWeight(3).weight()).isEqualTo(3);
        assertThat(DOOR.withPriority(-7).priority()).isEqualTo(-7);
        assertThat(DOOR.withAccuracyFloor(0.8).accuracyFloor()).isEqualTo(0.8);
        assertThat(DOOR.withLateFrames(LateFramePolicy.SERVE).lateFrames()).isEqualTo(LateFramePolicy.SERVE);
        assertThat(DOOR.withWeight(3).withWeight(1)).isEqualTo(DOOR);
    }

    @Test
    void takesDurationsOfUpToAnHour() {
        Duration hour = Duration.ofHours(1);
        assertThat(DOOR.withPeriod(hour).withDeadline(hour).period()).isEqualTo(hour);
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofNanos(-1), hour.plusNanos(1)}) {
            assertThatThrownBy(() -> DOOR.withPeriod(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The period (" + wrong + ") of stream door");
            assertThatThrownBy(() -> DOOR.withDeadline(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The deadline (" + wrong + ") of stream door");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.1e6, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWeightsThatAreNone(double weight) {
        assertThatThrownBy(() -> DOOR.withWeight(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The weight (" + weight + ") of stream door");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void refusesFloorsThatAreNoShare(double floor) {
        assertThatThrownBy(() -> DOOR.withAccuracyFloor(floor)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesPrioritiesBeyondAThousand() {
        assertThat(DOOR.withPriority(1000).priority()).isEqualTo(1000);
        assertThatThrownBy(() -> DOOR.withPriority(1001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DOOR.withPriority(-1001)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 4097, Double.NaN})
    void refusesCpuBudgetsThatAreNone(double cores) {
        assertThatThrownBy(() -> new ResourceBudget(Bytes.ZERO, cores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The CPU budget (" + cores + " cores)")
                .hasMessageContaining("Maybe");
    }

    @Test
    void changesOneBudgetAndKeepsTheOther() {
        ResourceBudget budget = new ResourceBudget(Bytes.of(5), 2);
        assertThat(budget.withMemory(Bytes.of(6))).isEqualTo(new ResourceBudget(Bytes.of(6), 2));
        assertThat(budget.withCpuCores(0.5)).isEqualTo(new ResourceBudget(Bytes.of(5), 0.5));
    }
}
