/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work on a number of threads, the most urgent first, deciding again after every step: what is more urgent than the
 * work at hand goes before its next step.
 *
 * <p><b>Threading</b>: safe for use by many threads; {@link #submit} never waits for work to be done.
 */
final class FrameScheduler implements AutoCloseable {
    /*
     * Preemptive earliest deadline first (Liu and Layland 1973) within fixed priorities, with preemption deferred to
     * the borders of steps. All decisions are taken under one lock, held for a few comparisons; work at rest lies in a
     * heap that frames that are superseded can leave from the middle. Threads are started when there is work
     * for them and end when there are more than wanted.
     */
    private static final Logger LOG = LoggerFactory.getLogger(FrameScheduler.class);

    private final ThreadFactory threads;
    private final AtomicLong sequence = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final UrgencyHeap ready = new UrgencyHeap();
    private final Set<Thread> live = new HashSet<>();
    private int idle;
    private int workers;
    private boolean closed;

    /** @param workers how many threads work at the same time, at least 1 */
    FrameScheduler(ThreadFactory threads, int workers) {
        this.threads = threads;
        this.workers = Math.max(1, workers);
    }

    /** A number above all it has answered with. */
    long nextSequence() {
        return sequence.getAndIncrement();
    }

    /** Takes up a piece of work. */
    void submit(Work work) {
        lock.lock();
        try {
            ready.add(work);
            staff();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a piece of work that is at rest; false if it is none, since it is being done or was never submitted. */
    boolean withdraw(Work work) {
        lock.lock();
        try {
            return ready.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /** Sets how many threads work at the same time, at least 1; surplus threads end after their step. */
    void setWorkers(int wanted) {
        lock.lock();
        try {
            workers = Math.max(1, wanted);
            staff();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int workers() {
        lock.lock();
        try {
            return workers;
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are. */
    int threads() {
        lock.lock();
        try {
            return live.size();
        } finally {
            lock.unlock();
        }
    }

    /** Does what was submitted and ends all threads; waits for that. */
    @Override
    public void close() {
        List<Thread> last = closing();
        while (!last.isEmpty()) {
            last.forEach(AshlarThreads::await);
            last = closing();
        }
    }

    private List<Thread> closing() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            return List.copyOf(live);
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that there is a thread for everything that is ready, within what is wanted. */
    private void staff() {
        while (idle < ready.size() && live.size() < workers) {
            Thread thread = threads.newThread(this::work);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                LOG.error("The machine has no thread left; {} of {} work.", live.size(), workers, e);
                break;
            }
            live.add(thread);
            idle++;
        }
        changed.signal();
    }

    private void work() {
        Work work = take();
        while (work != null) {
            work = continueWith(work, step(work));
        }
    }

    private static boolean step(Work work) {
        try {
            return work.step();
        } catch (Throwable t) {
            LOG.error("A piece of work broke its promise not to throw and is abandoned.", t);
            return false;
        }
    }

    /** The most urgent work, waited for by an idle thread; null if the thread is to end. */
    private @Nullable Work take() {
        lock.lock();
        try {
            while (!isSurplus()) {
                Work work = ready.poll();
                if (work != null) {
                    idle--;
                    return work;
                }
                changed.awaitUninterruptibly();
            }
            idle--;
            leave();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** What a thread does after a step of {@code current}; null if the thread is to end. */
    private @Nullable Work continueWith(Work current, boolean more) {
        lock.lock();
        try {
            if (more && live.size() <= workers) {
                return moreUrgent(current);
            }
            if (more) {
                ready.add(current);
                leave();
                return null;
            }
            idle++;
        } finally {
            lock.unlock();
        }
        return take();
    }

    private Work moreUrgent(Work current) {
        Work next = ready.first();
        if (next == null || Work.MOST_URGENT_FIRST.compare(current, next) < 0) {
            return current;
        }
        ready.remove(next);
        ready.add(current);
        return next;
    }

    private boolean isSurplus() {
        return live.size() > workers || (closed && ready.isEmpty());
    }

    private void leave() {
        live.remove(Thread.currentThread());
        staff();
    }
}
