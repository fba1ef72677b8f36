/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameSchedulerTest {
    private final FrameScheduler scheduler = new FrameScheduler(new AshlarThreads().named("worker"), 1);
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        scheduler.close();
        assertThat(scheduler.threads()).isZero();
    }

    @Test
    void servesTheEarliestDeadlineFirst() {
        Latch gate = holdTheWorker();
        submit("late", 0, 30, 1);
        submit("early", 0, 10, 1);
        submit("middle", 0, 20, 1);
        gate.open();
        scheduler.close();

        assertThat(log).containsExactly("early/1", "middle/1", "late/1");
    }

    @Test
    void servesAHigherPriorityBeforeAnEarlierDeadline() {
        Latch gate = holdTheWorker();
        submit("plain", 0, 10, 1);
        submit("urgent", 1, 99, 1);
        submit("idle", -1, 1, 1);
        gate.open();
        scheduler.close();

        assertThat(log).containsExactly("urgent/1", "plain/1", "idle/1");
    }

    @Test
    void servesEqualsInTheOrderOfTheirArrival() {
        Latch gate = holdTheWorker();
        for (int i = 0; i < 20; i++) {
            submit("w" + i, 0, 10, 1);
        }
        gate.open();
        scheduler.close();

        assertThat(log.stream().map(entry -> Integer.parseInt(entry.substring(1, entry.indexOf('/')))))
                .isSorted();
    }

    @Test
    void letsAMoreUrgentFrameGoBeforeTheNextSegment() {
        Latch gate = new Latch();
        submit("long", 0, 50, 3, step -> {
            if (step == 1) {
                gate.pass();
            }
        });
        gate.awaitSomeone();
        submit("urgent", 1, 99, 2);
        submit("sooner", 0, 40, 1);
        submit("later", 0, 60, 1);
        gate.open();
        scheduler.close();

        assertThat(log).containsExactly("long/1", "urgent/1", "urgent/2", "sooner/1", "long/2", "long/3", "later/1");
    }

    @Test
    void goesOnWithAnInterruptedFrameOnAnotherWorker() {
        scheduler.setWorkers(2);
        Latch first = new Latch();
        Latch second = new Latch();
        Latch taken = new Latch();
        submit("long", 0, 50, 2, step -> {
            if (step == 1) {
                first.pass();
            } else {
                taken.open();
            }
        });
        first.awaitSomeone();
        submit("held", 1, 10, 1, step -> second.pass());
        second.awaitSomeone();
        // Ends only once the other worker has gone on with the frame that it interrupts.
        submit("urgent", 2, 10, 1, step -> taken.pass());
        first.open();
        taken.awaitSomeone();
        List<String> whenUrgentBegan = List.copyOf(log);
        second.open();
        scheduler.close();

        assertThat(whenUrgentBegan).containsExactly("long/1");
        assertThat(log).containsExactlyInAnyOrder("long/1", "long/2", "held/1", "urgent/1");
    }

    @Test
    void forgetsWorkThatIsWithdrawn() {
        Latch gate = holdTheWorker();
        Step gone = submit("gone", 0, 10, 1);
        submit("stays", 0, 20, 1);
        scheduler.withdraw(gone);
        scheduler.withdraw(gone);
        gate.open();
        scheduler.close();

        assertThat(log).containsExactly("stays/1");
    }

    @Test
    void worksOnAsManyThreadsAsItIsToldAndNoMore() {
        scheduler.setWorkers(3);
        CountDownLatch busy = new CountDownLatch(3);
        Latch gate = new Latch();
        for (int i = 0; i < 5; i++) {
            submit("w" + i, 0, i, 1, step -> {
                busy.countDown();
                gate.pass();
            });
        }
        Latch.await(busy);

        assertThat(scheduler.threads()).isEqualTo(3);
        gate.open();
    }

    @Test
    void startsNoThreadWithoutWorkForIt() {
        scheduler.setWorkers(64);
        Latch gate = holdTheWorker();

        assertThat(scheduler.threads()).isEqualTo(1);
        gate.open();
    }

    @Test
    void takesUpWaitingWorkWhenItGetsMoreWorkers() {
        Latch gate = holdTheWorker();
        Latch other = new Latch();
        submit("waiting", 0, 10, 1, step -> other.pass());
        scheduler.setWorkers(2);
        other.awaitSomeone();

        assertThat(scheduler.threads()).isEqualTo(2);
        other.open();
        gate.open();
    }

    @Test
    void givesWorkersUpAfterTheirSegmentWhenItMayHaveFewer() {
        scheduler.setWorkers(2);
        Latch one = new Latch();
        Latch two = new Latch();
        submit("one", 1, 10, 2, step -> {
            if (step == 1) {
                one.pass();
            }
        });
        one.awaitSomeone();
        submit("two", 0, 10, 2, step -> {
            if (step == 1) {
                two.pass();
            }
        });
        two.awaitSomeone();
        scheduler.setWorkers(1);
        two.open();
        one.open();
        scheduler.close();

        assertThat(log).containsExactlyInAnyOrder("one/1", "one/2", "two/1", "two/2");
    }

    @Test
    void survivesWorkThatThrows() {
        submit("broken", 0, 10, 1, step -> {
            throw new IllegalStateException("broken on purpose");
        });
        submit("sound", 0, 20, 1);
        scheduler.close();

        assertThat(log).contains("sound/1");
    }

    @Test
    void servesAnyBacklogInTheOrderOfUrgency() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            FrameScheduler own = new FrameScheduler(new AshlarThreads().named("worker"), 1);
            Queue<Work> served = new ConcurrentLinkedQueue<>();
            Latch gate = new Latch();
            own.submit(new Step(own.nextSequence(), Integer.MAX_VALUE, 0, 1, step -> gate.pass()));
            gate.awaitSomeone();
            List<Work> backlog = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Step[] self = new Step[1];
                self[0] = new Step(
                        own.nextSequence(), random.nextInt(3), random.nextInt(5), 1, step -> served.add(self[0]));
                backlog.add(self[0]);
            }
            List<Work> expected =
                    backlog.stream().sorted(Work.MOST_URGENT_FIRST).toList();
            Collections.shuffle(backlog, random);
            backlog.forEach(own::submit);
            gate.open();
            own.close();

            assertThat(served).as("seed %d", seed).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void ordersByPriorityThenDeadlineThenArrival() {
        Comparator<Work> order = Work.MOST_URGENT_FIRST;

        assertThat(order.compare(work(0, 4, 1), work(1, 5, 9))).isPositive();
        assertThat(order.compare(work(0, 5, 1), work(1, 5, 2))).isNegative();
        assertThat(order.compare(work(0, 5, 1), work(1, 5, 1))).isNegative();
    }

    private Step work(long sequence, int priority, long due) {
        return new Step(sequence, priority, due, 1, step -> {});
    }

    /** Keeps the only worker busy with something more urgent than all else. */
    private Latch holdTheWorker() {
        Latch gate = new Latch();
        scheduler.submit(new Step(scheduler.nextSequence(), Integer.MAX_VALUE, 0, 1, step -> gate.pass()));
        gate.awaitSomeone();
        return gate;
    }

    private Step submit(String name, int priority, long due, int steps) {
        return submit(name, priority, due, steps, step -> {});
    }

    private Step submit(String name, int priority, long due, int steps, IntConsumer body) {
        Step work = new Step(scheduler.nextSequence(), priority, due, steps, step -> {
            body.accept(step);
            log.add(name + "/" + step);
        });
        scheduler.submit(work);
        return work;
    }

    /** Work of a number of steps; steps are counted from 1. */
    private static final class Step implements Work {
        private final long sequence;
        private final int priority;
        private final long due;
        private final int steps;
        private final IntConsumer body;
        private int done;
        private int place = NOWHERE;

        Step(long sequence, int priority, long due, int steps, IntConsumer body) {
            this.sequence = sequence;
            this.priority = priority;
            this.due = due;
            this.steps = steps;
            this.body = body;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public long dueNanos() {
            return due;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public int place() {
            return place;
        }

        @Override
        public void setPlace(int at) {
            place = at;
        }

        @Override
        public boolean step() {
            done++;
            body.accept(done);
            return done < steps;
        }
    }
}
