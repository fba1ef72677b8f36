/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.time.Duration;

/**
 * Lets through one frame in every period where a plan serves a stream at a lower rate than its frames come.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class Pace {
    /*
     * Frames come with jitter, so one is let through up to half the time between frames before its turn. Turns keep to
     * their grid, so the jitter does not add up, unless more than a period was missed.
     */
    private long turn = Long.MIN_VALUE;

    /**
     * Whether a frame may pass now.
     *
     * @param now on the clock of frames
     * @param period from one turn to the next
     * @param asked time from one frame to the next as they come
     */
    synchronized boolean admits(long now, Duration period, Duration asked) {
        if (turn != Long.MIN_VALUE && now < turn - asked.toNanos() / 2) {
            return false;
        }
        boolean kept = turn != Long.MIN_VALUE && now - turn < period.toNanos();
        turn = (kept ? turn : now) + period.toNanos();
        return true;
    }
}
