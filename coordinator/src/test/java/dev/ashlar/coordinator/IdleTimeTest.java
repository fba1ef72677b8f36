/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.workload.StreamId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames of two streams come every 100 ms, by a clock that is turned by hand. */
@Timeout(60)
class IdleTimeTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final World world = new World();
    private final FrameClock clock = new FrameClock(world.ticker);
    private final StreamLane door = world.open(World.spec("door", "cam"));
    private final StreamLane gate = world.open(World.spec("gate", "sign"));
    private int workers = 2;
    private final IdleTime idle = new IdleTime(clock, world.coordinator()::lanes, () -> workers);

    @AfterEach
    void close() {
        world.close();
    }

    private boolean isEnoughFor(long ms, long doorSlackMs) {
        return idle.isEnoughFor(
                ms * MS, Map.of(new StreamId("door"), doorSlackMs * MS, new StreamId("gate"), 1000 * MS));
    }

    private boolean isEnoughForDoorAlone(long ms, long doorSlackMs) {
        return idle.isEnoughFor(ms * MS, Map.of(new StreamId("door"), doorSlackMs * MS));
    }

    private void frameAfter(long ms) {
        world.ticker.advance(Duration.ofMillis(ms));
        World.result(world.submit(door, 1));
        awaitRest();
    }

    /** A result is delivered before its turn is over. */
    private void awaitRest() {
        while (door.isBusy()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void isThereForStreamsThatCanBearIt() {
        assertThat(isEnoughFor(5, 10)).isTrue();
        assertThat(isEnoughFor(6, 10))
                .as("more than half of the slack, and a frame may come at any moment")
                .isFalse();
    }

    @Test
    void endsBeforeTheNextFrameIsExpected() {
        frameAfter(0);
        assertThat(isEnoughFor(5, 0)).as("one frame has no rhythm").isFalse();
        frameAfter(100);
        world.ticker.advance(Duration.ofMillis(30));
        assertThat(isEnoughFor(70, 0)).isTrue();
        assertThat(isEnoughFor(71, 0)).isFalse();
        world.ticker.advance(Duration.ofMillis(70));
        assertThat(isEnoughFor(1, 0)).as("it is due").isFalse();
        world.ticker.advance(Duration.ofMillis(500));
        assertThat(isEnoughFor(1, 0)).as("it is overdue").isFalse();
    }

    @Test
    void allowsForFramesThatComeEarly() {
        frameAfter(0);
        frameAfter(100);
        frameAfter(80);
        assertThat(isEnoughFor(80, 0)).isTrue();
        assertThat(isEnoughFor(81, 0)).isFalse();
        for (int i = 0; i < 200; i++) {
            frameAfter(100);
        }
        assertThat(isEnoughFor(99, 0)).as("forgotten").isTrue();
    }

    @Test
    void isNotThereWhileAFrameIsUnderWayThatCannotBearCompany() {
        frameAfter(0);
        frameAfter(100);
        Latch held = new Latch();
        world.engine.onSegment(segment -> held.pass());
        var frame = world.submit(door, 1);
        held.awaitSomeone();
        try {
            assertThat(isEnoughForDoorAlone(10, 4))
                    .as("it is slowed down by less than 2 ms")
                    .isTrue();
            assertThat(isEnoughForDoorAlone(11, 4)).isFalse();
            assertThat(isEnoughForDoorAlone(1, 100)).as("one worker is free").isTrue();
            assertThat(isEnoughFor(1, 100))
                    .as("a frame of the other stream may come and take the worker of this one")
                    .isFalse();
            workers = 1;
            assertThat(isEnoughForDoorAlone(1, 100)).as("none is free").isFalse();
        } finally {
            held.open();
            World.result(frame);
            awaitRest();
        }
        assertThat(isEnoughFor(1, 100)).isTrue();
        assertThat(gate.isBusy()).isFalse();
    }

    @Test
    void leavesAWorkerForEveryFrameThatIsExpected() {
        assertThat(idle.isEnoughFor(10 * MS, Map.of(new StreamId("door"), 0L))).isTrue();
        assertThat(isEnoughFor(10, 0)).as("the other stream may send as well").isFalse();
        workers = 3;
        assertThat(isEnoughFor(10, 0)).isTrue();
        workers = 1;
        assertThat(idle.isEnoughFor(10 * MS, Map.of(new StreamId("door"), 0L))).isFalse();
    }

    @Test
    void doesNotMindStreamsThatAreNotServed() {
        assertThat(idle.isEnoughFor(1000 * MS, Map.of())).isTrue();
    }
}
