/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.time.Duration;

/**
 * When the next frame of a stream is to be expected, by when the last ones came.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class Rhythm {
    /*
     * A frame comes a period after the last one, or earlier by as much as frames were early of late: the greatest such
     * time, forgotten slowly, by 1/64 with every frame. Of a stream that has sent less than two frames, or whose frame is
     * overdue, the next may come at any moment.
     */
    private static final int FORGETTING = 64;

    private boolean known;
    private boolean steady;
    private long last;
    private long early;

    /** Notes that a frame came now. */
    synchronized void arrived(long now, Duration period) {
        if (known) {
            early = Math.max(last + period.toNanos() - now, early - early / FORGETTING);
            steady = true;
        }
        known = true;
        last = now;
    }

    /** The earliest moment that the next frame is expected at; now if it may come at any moment. */
    synchronized long next(long now, Duration period) {
        return steady ? Math.max(now, last + period.toNanos() - Math.max(0, early)) : now;
    }
}
