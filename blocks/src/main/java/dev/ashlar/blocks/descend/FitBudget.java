/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Says which fits in closed form there is time for, the most valuable ones first.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class FitBudget {
    /*
     * A fit cannot be cut short, only left out. A mild level of any block is worth more than a stronger one of any other:
     * it is what most compositions are made of, and stronger levels are fitted to what milder ones leave. So a fit is
     * made if what is left of the time suffices for it and all fits of milder levels that are still to come, by the pace
     * of those made so far. Others of its level are worth no more than it: the first to come is made, also because a pace
     * that the first fits set is too slow.
     */
    private final Ticker ticker;
    private final long end;
    private final int jobs;
    private final TreeMap<Integer, Double> left = new TreeMap<>();
    private double done;
    private double spent;
    private int skipped;

    /**
     * Starts the clock.
     *
     * @param limit for all fits and what is done beside them
     * @param jobs that run at once
     */
    FitBudget(Ticker ticker, Duration limit, int jobs) {
        this.ticker = ticker;
        this.end = ticker.nanos() + limit.toNanos();
        this.jobs = jobs;
    }

    /**
     * Counts on a fit.
     *
     * @param rank of its level, the mildest the least
     * @param cost relative to other fits
     */
    synchronized void plan(int rank, double cost) {
        left.merge(rank, cost, Double::sum);
    }

    /**
     * Makes a planned fit if there is time for it.
     *
     * @param beside what all other work that is left will take, one piece after the other
     */
    void run(int rank, double cost, Duration beside, Runnable fit) {
        if (!begins(rank, cost, beside)) {
            return;
        }
        long start = ticker.nanos();
        fit.run();
        took(cost, ticker.nanos() - start);
    }

    private synchronized boolean begins(int rank, double cost, Duration beside) {
        double pace = done == 0 ? 0 : spent / done;
        double needed = beside.toNanos() + cost * pace;
        for (double milder : left.headMap(rank).values()) {
            needed += milder * pace;
        }
        // However many jobs there are, one does the fit.
        needed = Math.max(needed / jobs, cost * pace);
        left.merge(rank, -cost, Double::sum);
        boolean begins = ticker.nanos() < end && ticker.nanos() + needed <= end;
        skipped += begins ? 0 : 1;
        return begins;
    }

    private synchronized void took(double cost, long nanos) {
        done += cost;
        spent += nanos;
    }

    /** How many fits there was no time for. */
    synchronized int skipped() {
        return skipped;
    }
}
