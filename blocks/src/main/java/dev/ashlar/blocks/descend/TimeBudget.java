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
     * descendant rather than all there is for a few. What the work beside it will take is set aside first, and so is
     * what trainings take beyond the time they are given, to judge and to write what they made: the least seen but for
     * the first ones, which wait for PyTorch to start, and never more than half of the time, so that all get some.
     */
    private final Ticker ticker;
    private final long end;
    private final int jobs;
    private double left;
    private int trainingsLeft;
    private int trainings;
    private long beyond = Long.MAX_VALUE;

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

    /** What is left of the time; zero if none is. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
    }

    /** Counts on a training of this cost. */
    synchronized void plan(double cost) {
        left += cost;
        trainingsLeft++;
    }

    /**
     * The time for a planned training of this cost, which is about to be done. Zero if none is left.
     *
     * @param beside what all other work that is left will take, one piece after the other
     */
    synchronized Duration take(double cost, Duration beside) {
        double share = Math.min(1, jobs * cost / Math.max(left, cost));
        double free = end - ticker.nanos() - (double) beside.toNanos() / jobs;
        double judging = beyond == Long.MAX_VALUE ? 0 : (double) beyond * trainingsLeft / jobs;
        left -= cost;
        trainingsLeft--;
        return Duration.ofNanos((long) Math.max(0, share * Math.max(free - judging, free / 2)));
    }

    /** Notes what a training took of the time it was given. */
    synchronized void took(Duration given, Duration taken) {
        if (trainings++ >= jobs) {
            beyond = Math.min(beyond, Math.max(0, taken.minus(given).toNanos()));
        }
    }
}
