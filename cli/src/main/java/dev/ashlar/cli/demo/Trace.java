/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What happens during the demo, and when; the same for every policy. */
final class Trace {

    /** What can happen. */
    interface Stage {
        /** A camera joins the wall. */
        void join(Wall.Camera camera);

        /** A camera changes its rate. */
        void setPeriod(Wall.Camera camera, Duration period);

        /** All streams together may use something else. */
        void setBudget(ResourceBudget budget);
    }

    /**
     * An event.
     *
     * @param atNanos since the start
     * @param what for people
     * @param happens what it does
     */
    record Event(long atNanos, String what, Consumer<Stage> happens) {}

    private Trace() {}

    /** The events of a demo that lasts so long. */
    static List<Event> of(Wall wall, Duration length) {
        long sixth = length.toNanos() / 6;
        Wall.Camera doubling = wall.doubling();
        Duration half = doubling.spec().period().dividedBy(2);
        Bytes scarce = wall.scarce();
        ResourceBudget start = wall.start();
        List<Event> events = new ArrayList<>();
        events.add(new Event(
                sixth, "camera %s joins".formatted(wall.joining().spec().id()), stage -> stage.join(wall.joining())));
        events.add(new Event(
                2 * sixth,
                "the memory budget falls from %s to %s".formatted(start.memory(), scarce),
                stage -> stage.setBudget(start.withMemory(scarce))));
        events.add(new Event(
                3 * sixth,
                "camera %s doubles its rate".formatted(doubling.spec().id()),
                stage -> stage.setPeriod(doubling, half)));
        double less = start.cpuCores() / 2;
        events.add(new Event(
                4 * sixth,
                "the CPU budget falls from %.2f to %.2f cores".formatted(start.cpuCores(), less),
                stage -> stage.setBudget(start.withMemory(scarce).withCpuCores(less))));
        events.add(new Event(5 * sixth, "everything recovers", stage -> {
            stage.setBudget(start);
            stage.setPeriod(doubling, doubling.spec().period());
        }));
        return events;
    }
}
