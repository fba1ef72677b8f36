/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.unit.Ticker;
import java.time.Duration;

/**
 * Divides what is left of the time among the trainings that are left, in proportion to what they cost.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class TimeBudget {
    /*
     * Training brings less and less the longer it goes on, so that time is best spent evenly: a little for every
     * descendant rather than all there is for a few.
     */
    private final Ticker ticker;
    private final long end;
    private final int jobs;
    private double left;

    /**
     * Starts the clock.
     *
     * @param limit for everything
     * @param jobs that run at once
     */
    TimeBudget(Ticker ticker, Duration limit, int jobs) {
        this.ticker = ticker;
        this.end = ticker.nanos() + limit.toNanos();
        this.jobs = jobs;
    }

    /** All the time in the world. */
    static TimeBudget none(Ticker ticker) {
        return new TimeBudget(ticker, DescendLimits.UNLIMITED, 1);
    }

    /** Counts on work of this cost. */
    synchronized void plan(double cost) {
        left += cost;
    }

    /** The time for planned work of this cost, which is about to be done. Zero if none is left. */
    synchronized Duration take(double cost) {
        double share = Math.min(1, jobs * cost / Math.max(left, cost));
        left -= cost;
        return Duration.ofNanos((long) Math.max(0, share * (end - ticker.nanos())));
    }
}
