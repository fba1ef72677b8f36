/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Wishes in the order of their arrival, taken all at once.
 *
 * <p><b>Threading</b>: safe for use by many threads; only {@link #take} waits.
 */
final class ChangeQueue {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Change> waiting = new ArrayList<>();
    private boolean closed;

    /** @param capacity how many wishes may wait */
    ChangeQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a wish, or refuses it at once. */
    void put(Change change) {
        CoordinatorException refusal = add(change);
        if (refusal != null) {
            change.refuse(refusal);
        }
    }

    private @Nullable CoordinatorException add(Change change) {
        lock.lock();
        try {
            if (closed) {
                return closing();
            }
            if (waiting.size() >= capacity) {
                return new CoordinatorException(
                        BusError.BUSY,
                        "%d commands wait already; this one (%s) is not taken. Maybe try again later."
                                .formatted(capacity, change.event().describe()));
            }
            waiting.add(change);
            changed.signal();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for wishes and takes all of them; none once the queue is closed. */
    List<Change> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses what waits and whatever comes later. */
    void close() {
        List<Change> left;
        lock.lock();
        try {
            closed = true;
            left = takeAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(change -> change.refuse(closing()));
    }

    private List<Change> takeAll() {
        List<Change> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private static CoordinatorException closing() {
        return new CoordinatorException(
                BusError.NOT_READY, "The coordinator is closing and takes no commands. Maybe open another one.");
    }
}
