/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.unit.Ticker;
import java.time.Duration;

/**
 * Time since this clock was made. A monotonic clock may start anywhere and wrap around; this one starts at 0, so its
 * times can be compared as numbers.
 *
 * <p><b>Threading</b>: immutable.
 */
final class FrameClock {
    private final Ticker ticker;
    private final long origin;

    FrameClock(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
    }

    long now() {
        return ticker.nanos() - origin;
    }

    /** A time on the ticker's scale. */
    long at(long tickerNanos) {
        return tickerNanos - origin;
    }

    /** A time on this clock's scale plus a positive duration; the end of time if the sum is beyond it. */
    static long after(long time, Duration duration) {
        long sum = time + duration.toNanos();
        return sum < time ? Long.MAX_VALUE : sum;
    }
}
