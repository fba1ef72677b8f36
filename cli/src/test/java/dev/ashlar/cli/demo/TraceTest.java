/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.workload.ResourceBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Duration LENGTH = Duration.ofSeconds(60);

    private final Wall wall = Wall.of(MadeUp.catalogs(), MadeUp.profiles(3_000_000), 2);

    @Test
    void isTheSameForTheSameWall() {
        Wall again = Wall.of(MadeUp.catalogs(), MadeUp.profiles(3_000_000), 2);

        assertThat(again).isEqualTo(wall);
        assertThat(told(Trace.of(wall, LENGTH))).isEqualTo(told(Trace.of(again, LENGTH)));
        assertThat(new Recorder(wall).play(Trace.of(wall, LENGTH)).happened)
                .isEqualTo(new Recorder(again).play(Trace.of(again, LENGTH)).happened);
    }

    @Test
    void happensInOrderAndWithinTheDemo() {
        for (Duration length : List.of(Duration.ofSeconds(1), LENGTH, Duration.ofDays(1))) {
            List<Long> times =
                    Trace.of(wall, length).stream().map(Trace.Event::atNanos).toList();

            assertThat(times).isSorted().doesNotHaveDuplicates();
            assertThat(times).allSatisfy(at -> assertThat(at).isBetween(1L, length.toNanos() - 1));
        }
    }

    @Test
    void aCameraJoinsMemoryFallsACameraSpeedsUpTheProcessorFallsAndAllRecovers() {
        Recorder recorder = new Recorder(wall).play(Trace.of(wall, LENGTH));

        assertThat(recorder.joined).containsExactly(wall.joining().spec().id().value());
        assertThat(recorder.budgets.get(0)).isEqualTo(wall.start());
        assertThat(recorder.budgets)
                .anySatisfy(budget -> assertThat(budget.memory()).isEqualTo(wall.scarce()));
        assertThat(recorder.budgets).anySatisfy(budget -> assertThat(budget.cpuCores())
                .isEqualTo(wall.start().cpuCores() / 2));
        assertThat(recorder.shortest.get(wall.doubling().spec().id().value()))
                .isEqualTo(wall.doubling().spec().period().dividedBy(2));
        assertThat(recorder.shortest).hasSize(1);
        assertThat(recorder.budgets.get(recorder.budgets.size() - 1)).isEqualTo(wall.start());
        assertThat(recorder.periods)
                .isEqualTo(Map.of(
                        wall.doubling().spec().id().value(),
                        wall.doubling().spec().period()));
    }

    @Test
    void tellsPeopleWhatHappens() {
        List<String> words =
                Trace.of(wall, LENGTH).stream().map(Trace.Event::what).toList();

        assertThat(words).anySatisfy(what -> assertThat(what)
                .contains(wall.joining().spec().id().value())
                .contains("joins"));
        assertThat(words).anySatisfy(what -> assertThat(what)
                .contains("memory")
                .contains(wall.scarce().toString()));
        assertThat(words).anySatisfy(what -> assertThat(what).contains("CPU"));
        assertThat(words).last().asString().contains("recover");
    }

    private static List<String> told(List<Trace.Event> events) {
        return events.stream()
                .map(event -> event.atNanos() + " " + event.what())
                .toList();
    }

    /** Remembers what happened on the stage. */
    private static final class Recorder implements Trace.Stage {
        private final List<String> happened = new ArrayList<>();
        private final List<String> joined = new ArrayList<>();
        private final List<ResourceBudget> budgets = new ArrayList<>();
        private final Map<String, Duration> periods = new HashMap<>();
        private final Map<String, Duration> shortest = new HashMap<>();

        Recorder(Wall wall) {
            budgets.add(wall.start());
        }

        Recorder play(List<Trace.Event> events) {
            events.forEach(event -> event.happens().accept(this));
            return this;
        }

        @Override
        public void join(Wall.Camera camera) {
            happened.add("join " + camera);
            joined.add(camera.spec().id().value());
        }

        @Override
        public void setPeriod(Wall.Camera camera, Duration period) {
            happened.add("period " + camera + " " + period);
            periods.put(camera.spec().id().value(), period);
            shortest.merge(camera.spec().id().value(), period, (a, b) -> a.compareTo(b) < 0 ? a : b);
        }

        @Override
        public void setBudget(ResourceBudget budget) {
            happened.add("budget " + budget);
            budgets.add(budget);
        }
    }
}
