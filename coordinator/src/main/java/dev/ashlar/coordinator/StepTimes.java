/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.Arrays;

/**
 * How long the next step of a kind is expected to take: as long as the second longest of the last eight.
 *
 * <p><b>Threading</b>: guarded by its owner.
 */
final class StepTimes {
    /*
     * Not the longest: now and then the system lets something else run in the middle of a step. Steps that took so long,
     * the first ones before their code is compiled, that none has been begun for a while are forgotten one by one; else
     * nothing would ever prove that they are shorter by now.
     */
    private static final int REMEMBERED = 8;

    private final long[] last = new long[REMEMBERED];
    private long first;
    private int next;

    /** Forgets what it knows and expects so much. */
    void expect(long nanos) {
        first = nanos;
        Arrays.fill(last, nanos);
    }

    void took(long nanos) {
        last[next] = nanos;
        next = (next + 1) % REMEMBERED;
    }

    /** Expects the oldest of the steps to be as long as was expected at first. */
    void forgetOne() {
        took(first);
    }

    long expected() {
        long[] sorted = last.clone();
        Arrays.sort(sorted);
        return sorted[REMEMBERED - 2];
    }
}
