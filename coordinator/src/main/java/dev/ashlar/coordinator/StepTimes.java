/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * How long the next step of a kind is expected to take: as long as the longest of the last ones.
 *
 * <p><b>Threading</b>: guarded by its owner.
 */
final class StepTimes {
    /*
     * The greatest time, forgotten slowly: one that was interrupted by the system does not count forever.
     */
    private static final int FORGETTING = 16;

    private long expected;

    /** Forgets what it knows and expects so much. */
    void expect(long nanos) {
        expected = nanos;
    }

    void took(long nanos) {
        expected = Math.max(nanos, expected - expected / FORGETTING);
    }

    long expected() {
        return expected;
    }
}
