/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;

/** How large the steps of a training are, and when its time is up. */
final class Pace {
    /** What is left of the first rate at the end. */
    private static final double LAST_RATE = 0.02;

    private final double learningRate;
    private final double limit;
    private final Ticker ticker;
    private final long start;

    /** Starts the clock. */
    Pace(double learningRate, Duration limit, Ticker ticker) {
        this.learningRate = learningRate;
        this.limit = limit.toNanos();
        this.ticker = ticker;
        this.start = ticker.nanos();
    }

    /** Refuses what no training can be paced by. */
    static void requireSound(double learningRate, int batch, Duration limit) {
        Argument.requireInRange("learning rate", learningRate, 1e-9, 1);
        Argument.require(batch >= 1 && batch <= 65_536, "The batch (%d) must lie between 1 and 65536.", batch);
        Argument.require(!limit.isNegative(), "The time limit (%s) must not be negative.", limit);
    }

    private double timeShare() {
        return limit <= 0 ? 1 : (ticker.nanos() - start) / limit;
    }

    /** Whether no time is left. */
    boolean isOver() {
        return timeShare() >= 1;
    }

    /**
     * Falls along a cosine with the steps that are done, or with the time if that will end first.
     *
     * @param done share of the steps
     */
    double rate(double done) {
        double fall = (1 + Math.cos(Math.PI * Math.min(1, Math.max(done, timeShare())))) / 2;
        return learningRate * (LAST_RATE + (1 - LAST_RATE) * fall);
    }
}
