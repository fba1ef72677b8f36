/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Wishes in the order of their arrival, taken all at once; and questions, taken one by one while no wish waits.
 *
 * <p><b>Threading</b>: safe for use by many threads; only {@link #take} waits.
 */
final class ChangeQueue {
    private static final int MOST_QUESTIONS = 100;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Change> waiting = new ArrayList<>();
    private final Deque<Question<?>> questions = new ArrayDeque<>();
    private boolean closed;

    /**
     * What is to be done next.
     *
     * @param wishes to be granted together
     * @param question to be answered, null if there are wishes
     */
    record Taken(List<Change> wishes, @Nullable Question<?> question) {
        boolean isEmpty() {
            return wishes.isEmpty() && question == null;
        }
    }

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

    /** Adds a question, or refuses it at once. */
    void put(Question<?> question) {
        CoordinatorException refusal = null;
        lock.lock();
        try {
            if (closed) {
                refusal = closing();
            } else if (questions.size() >= MOST_QUESTIONS) {
                refusal = new CoordinatorException(
                        BusError.BUSY,
                        "%d questions wait already; this one (%s) is not taken. Maybe try again later."
                                .formatted(MOST_QUESTIONS, question.what()));
            } else {
                questions.add(question);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            question.refuse(refusal);
        }
    }

    /** Gives back a question that was taken and must be asked again. */
    void putBack(Question<?> question) {
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                questions.addFirst(question);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            question.refuse(closing());
        }
    }

    /** Whether some wish has not been taken. */
    boolean hasWishes() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for wishes and takes all of them, or for a question; nothing once the queue is closed. */
    Taken take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && questions.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return waiting.isEmpty() ? new Taken(List.of(), questions.poll()) : new Taken(takeAll(), null);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the wishes that have come, if any; does not wait. */
    List<Change> takeWishes() {
        lock.lock();
        try {
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses what waits and whatever comes later. */
    void close() {
        List<Change> left;
        List<Question<?>> unanswered;
        lock.lock();
        try {
            closed = true;
            left = takeAll();
            unanswered = List.copyOf(questions);
            questions.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(change -> change.refuse(closing()));
        unanswered.forEach(question -> question.refuse(closing()));
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
