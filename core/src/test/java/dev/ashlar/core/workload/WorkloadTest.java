/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final StreamSpec DOOR = stream("door");
    private static final StreamSpec GATE = stream("gate");

    private static StreamSpec stream(String id) {
        return StreamSpec.of(id, "net", Duration.ofMillis(40), Duration.ofMillis(100));
    }

    @Test
    void findsStreamsByName() {
        Workload workload = Workload.of(List.of(DOOR, GATE));
        assertThat(workload.find(new StreamId("gate"))).isEqualTo(GATE);
        assertThat(workload.find(new StreamId("roof"))).isNull();
    }

    @Test
    void risesByOneRevisionWithEveryChange() {
        Workload opened = Workload.EMPTY.with(DOOR).with(GATE);
        assertThat(opened).isEqualTo(new Workload(2, List.of(DOOR, GATE)));
        assertThat(opened.without(DOOR.id())).isEqualTo(new Workload(3, List.of(GATE)));
    }

    @Test
    void updatesAStreamInItsPlace() {
        StreamSpec heavier = DOOR.withWeight(2);
        assertThat(Workload.of(List.of(DOOR, GATE)).with(heavier).streams()).containsExactly(heavier, GATE);
    }

    @Test
    void refusesTwoStreamsOfOneName() {
        assertThatThrownBy(() -> Workload.of(List.of(DOOR, DOOR.withWeight(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The workload has two streams named door. Maybe");
    }

    @Test
    void refusesAbsurdlyManyStreams() {
        List<StreamSpec> most =
                IntStream.range(0, 10_000).mapToObj(i -> stream("s" + i)).toList();
        Workload full = Workload.of(most);
        assertThat(full.streams()).hasSize(10_000);
        assertThatThrownBy(() -> full.with(DOOR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10001 streams is absurd");
    }
}
