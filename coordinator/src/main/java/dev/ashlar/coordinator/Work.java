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
    /** The most urgent first: higher priority, then earlier due, then first come. */
    Comparator<Work> MOST_URGENT_FIRST = Comparator.comparingInt(Work::priority)
            .reversed()
            .thenComparingLong(Work::dueNanos)
            .thenComparingLong(Work::sequence);

    /** Higher goes first. */
    int priority();

    /** When it should be done, on the scale of {@link FrameClock}. */
    long dueNanos();

    /** Where it stands in the order of arrival; no two are equal. */
    long sequence();

    /** Does the next step; false if it was the last. */
    boolean step();
}
