/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.Comparator;

/**
 * Something to be done in steps, more or less urgent.
 *
 * <p><b>Threading</b>: {@link #step} is called by one thread at a time; what one step wrote the next one sees. The other
 * methods answer the same at all times.
 *
 * <p><b>Failure</b>: {@link #step} does not throw.
 */
interface Work {
    /** The place of work that is not at rest. */
    int NOWHERE = -1;

    /** The most urgent first: higher priority, then earlier due, then first come. */
    Comparator<Work> MOST_URGENT_FIRST = Work::compare;

    /** Higher goes first. */
    int priority();

    /** When it should be done, on the scale of {@link FrameClock}. */
    long dueNanos();

    /** Where it stands in the order of arrival; no two are equal. */
    long sequence();

    /** Does the next step; false if it was the last. */
    boolean step();

    /** Where {@link UrgencyHeap} keeps it, {@link #NOWHERE} at first. */
    int place();

    /** For {@link UrgencyHeap} alone. */
    void setPlace(int place);

    private static int compare(Work one, Work other) {
        int byPriority = Integer.compare(other.priority(), one.priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byDue = Long.compare(one.dueNanos(), other.dueNanos());
        return byDue != 0 ? byDue : Long.compare(one.sequence(), other.sequence());
    }
}
