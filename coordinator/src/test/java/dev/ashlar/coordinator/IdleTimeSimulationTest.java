/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.workload.StreamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Frames of several streams on a few workers, and steps of measuring wherever there is idle time for them, one nanosecond
 * at a time: no frame that comes when it is expected waits for steps for longer than half of the slack of its stream.
 */
@Timeout(120)
class IdleTimeSimulationTest {
    private static final int RUNS = 2000;

    @Test
    void noFrameWaitsForLongerThanItsStreamCanBear() {
        long steps = 0;
        long waits = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            Simulation simulation = new Simulation(seed);
            simulation.run();
            steps += simulation.steps;
            waits += simulation.waits;
        }
        assertThat(steps).as("steps, else nothing was tried").isGreaterThan(100L * RUNS);
        assertThat(waits).as("frames that waited for one").isGreaterThan(RUNS);
    }

    private static final class Simulation {
        private static final int END = 3000;

        private final long seed;
        private final Random random;
        private final int workers;
        private final long stepNanos;
        private final List<Stream> streams = new ArrayList<>();
        private final Map<StreamId, Long> slacks = new HashMap<>();
        private final List<Frame> running = new ArrayList<>();
        private final Set<Stream> surprising = new HashSet<>();
        private final IdleTime idle;
        private long now;
        private long stepEnds = -1;
        private long steps;
        private long waits;

        Simulation(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.workers = 1 + random.nextInt(3);
            this.stepNanos = 1L + random.nextInt(12);
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                Stream stream = new Stream(i);
                streams.add(stream);
                slacks.put(stream.id, stream.slack);
            }
            this.idle = new IdleTime(new FrameClock(() -> now), () -> streams, () -> workers);
        }

        void run() {
            for (now = 0; now < END; now++) {
                if (stepEnds == now) {
                    stepEnds = -1;
                    surprising.clear();
                }
                running.removeIf(frame -> frame.pieceEnds == now);
                for (Stream stream : streams) {
                    stream.advance();
                }
                staff();
                if (stepEnds < 0 && running.size() < workers && idle.isEnoughFor(stepNanos, slacks)) {
                    steps++;
                    stepEnds = now + stepNanos;
                    streams.forEach(stream -> stream.promised = stream.nextFrameNanos());
                }
                if (stepEnds >= 0) {
                    streams.forEach(Stream::waitForStep);
                }
            }
        }

        /** Gives workers to the most urgent frames; a step of measuring keeps the one it has. */
        private void staff() {
            List<Frame> ready = streams.stream()
                    .map(stream -> stream.frames.peek())
                    .filter(frame -> frame != null && !running.contains(frame))
                    .sorted(Comparator.comparingInt(frame -> frame.stream.priority))
                    .toList();
            int free = workers - running.size() - (stepEnds >= 0 ? 1 : 0);
            for (Frame frame : ready.subList(0, Math.min(free, ready.size()))) {
                frame.pieceEnds = now + Math.min(frame.left, 1 + random.nextInt(6));
                frame.left -= frame.pieceEnds - now;
                running.add(frame);
            }
        }

        private static final class Frame {
            private final Stream stream;
            private long left;
            private long pieceEnds = -1;
            private long waited;
            private boolean surprised;

            Frame(Stream stream) {
                this.stream = stream;
                this.left = stream.work;
            }
        }

        private final class Stream implements IdleTime.Sender {
            private final StreamId id;
            private final int priority;
            private final long period = 20L + random.nextInt(80);
            private final long work = 1L + random.nextInt(15);
            private final long slack = random.nextInt(40) - 5L;
            private final int late = random.nextBoolean() ? 0 : random.nextInt(6);
            private final Rhythm rhythm = new Rhythm();
            private final Deque<Frame> frames = new ArrayDeque<>();
            private long due = random.nextInt(20);
            private long arrives = due;
            private long promised;

            Stream(int number) {
                id = new StreamId("stream-" + number);
                priority = number;
            }

            /** Ends what is done, and lets the next frame come. */
            void advance() {
                Frame first = frames.peek();
                if (first != null && first.left == 0 && first.pieceEnds <= now) {
                    check(first);
                    frames.remove();
                }
                if (arrives == now) {
                    rhythm.arrived(now, Duration.ofNanos(period));
                    if (stepEnds >= 0 && now < promised) {
                        surprising.add(this);
                    }
                    Frame frame = new Frame(this);
                    frames.add(frame);
                    due += period;
                    arrives = due + (late == 0 ? 0 : random.nextInt(late + 1));
                }
            }

            private void check(Frame frame) {
                if (frame.waited > 0) {
                    waits++;
                }
                if (!frame.surprised) {
                    assertThat(frame.waited)
                            .as(
                                    "seed %d: how long a frame of %s that ended at %d waited for steps of %d, slack %d, %d workers",
                                    seed, id, now, stepNanos, slack, workers)
                            .isLessThanOrEqualTo(Math.max(0, slack / 2));
                }
            }

            /** Notes that its frame waits for a worker while a step has one. */
            void waitForStep() {
                Frame first = frames.peek();
                if (first != null && !running.contains(first)) {
                    first.waited++;
                    first.surprised |= !surprising.isEmpty();
                }
            }

            @Override
            public StreamId id() {
                return id;
            }

            @Override
            public boolean isBusy() {
                return !frames.isEmpty();
            }

            @Override
            public long nextFrameNanos() {
                return rhythm.next(now, Duration.ofNanos(period));
            }
        }
    }
}
