/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The scheduler's own threads in lockstep under a clock that stands still between events: a segment takes as long as the
 * simulation says, and every decision can be held against what was waiting when it was taken.
 */
@Timeout(120)
class SchedulingSimulationTest {

    @Test
    void startsNoSegmentWhileAMoreUrgentFrameWaits() {
        for (long seed = 0; seed < 60; seed++) {
            new Simulation(seed, 1 + (int) (seed % 3)).run();
        }
    }

    /** Random streams of periodic frames of several segments, on a number of workers. */
    private static final class Simulation {
        private static final int TOP = 9;
        private static final int LONGEST_SEGMENT = 20;

        private final long seed;
        private final Random random;
        private final int workers;
        private final FrameScheduler scheduler;
        private final List<Job> arrivals = new ArrayList<>();

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition entered = lock.newCondition();
        private final Condition released = lock.newCondition();
        private final Set<Job> alive = new HashSet<>();
        private final Set<Job> computing = new HashSet<>();
        private final List<String> wrong = new ArrayList<>();
        private long now;

        Simulation(long seed, int workers) {
            this.seed = seed;
            this.random = new Random(seed);
            this.workers = workers;
            this.scheduler = new FrameScheduler(new AshlarThreads().named("worker"), workers);
            int streams = 2 + random.nextInt(5);
            for (int i = 0; i < streams; i++) {
                int period = 30 + random.nextInt(100);
                // The first stream alone has the highest priority, and none of its frames meets the one before.
                int priority = i == 0 ? TOP : random.nextInt(3);
                for (int at = random.nextInt(period); at < 1500; at += period) {
                    int segments = 1 + random.nextInt(4);
                    arrivals.add(new Job(at, priority, at + 20L + random.nextInt(100), i == 0 ? 1 : segments));
                }
            }
            arrivals.sort(Comparator.comparingLong(job -> job.arrival));
        }

        void run() {
            lock.lock();
            try {
                int next = 0;
                while (next < arrivals.size() || !alive.isEmpty()) {
                    Job ending = computing.stream()
                            .min(Comparator.comparingLong(job -> job.ends))
                            .orElse(null);
                    if (next < arrivals.size() && (ending == null || arrivals.get(next).arrival <= ending.ends)) {
                        Job job = arrivals.get(next);
                        next++;
                        now = job.arrival;
                        alive.add(job);
                        submit(job);
                    } else if (ending != null) {
                        now = ending.ends;
                        end(ending);
                    }
                    settle();
                }
            } finally {
                lock.unlock();
            }
            scheduler.close();
            assertThat(wrong).as("seed %d", seed).isEmpty();
            for (Job job : arrivals) {
                assertThat(job.done).as("seed %d", seed).isEqualTo(job.segments);
                if (job.priority == TOP) {
                    assertThat(job.began - job.arrival)
                            .as("seed %d: how long the most urgent frame waits", seed)
                            .isLessThanOrEqualTo(LONGEST_SEGMENT);
                }
            }
        }

        /** Gives the scheduler's threads the lock, for they report in under it. */
        private void submit(Job job) {
            lock.unlock();
            try {
                scheduler.submit(job);
            } finally {
                lock.lock();
            }
        }

        private void end(Job job) {
            computing.remove(job);
            job.done++;
            if (job.done == job.segments) {
                alive.remove(job);
            }
            job.mayGo = true;
            released.signalAll();
        }

        /** Waits until as many segments are computed as there can be, so until every decision is taken. */
        private void settle() {
            while (computing.size() < Math.min(workers, alive.size())) {
                entered.awaitUninterruptibly();
            }
        }

        /** On a worker: reports a segment and waits until its time is over. */
        private void compute(Job job) {
            lock.lock();
            try {
                for (Job waiting : alive) {
                    if (waiting != job
                            && !computing.contains(waiting)
                            && Work.MOST_URGENT_FIRST.compare(job, waiting) > 0) {
                        wrong.add("at %d a segment of %s began while %s waited".formatted(now, job, waiting));
                    }
                }
                job.began = job.done == 0 ? now : job.began;
                job.ends = now + 1 + random.nextInt(LONGEST_SEGMENT);
                job.mayGo = false;
                computing.add(job);
                entered.signalAll();
                while (!job.mayGo) {
                    released.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        private final class Job implements Work {
            private final long arrival;
            private final int priority;
            private final long due;
            private final int segments;
            private final long sequence = scheduler.nextSequence();
            private int place = NOWHERE;
            private int done;
            private long began;
            private long ends;
            private boolean mayGo;

            Job(long arrival, int priority, long due, int segments) {
                this.arrival = arrival;
                this.priority = priority;
                this.due = due;
                this.segments = segments;
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
            public boolean step() {
                compute(this);
                return done < segments;
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
            public String toString() {
                return "(priority %d, due %d, arrived %d)".formatted(priority, due, arrival);
            }
        }
    }
}
