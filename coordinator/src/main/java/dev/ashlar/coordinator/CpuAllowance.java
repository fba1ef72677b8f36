/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * A share of one processor: over any time t no more than share * (t + 2 s) of it is spent, and what was begun last.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class CpuAllowance {
    /*
     * A token bucket: credit grows by the share of the time that passes, up to that of two seconds, and may go below 0 by
     * what is begun while there is some. What is spent is what steps take on the clock, which is no less than the processor
     * time of a thread.
     */
    private static final double MOST_SECONDS = 2;

    private final double share;
    private double credit;
    private long seen;
    private long spent;

    /** @param share of one processor, above 0 */
    CpuAllowance(double share, long now) {
        this.share = share;
        this.credit = most();
        this.seen = now;
    }

    private double most() {
        return share * MOST_SECONDS * 1e9;
    }

    private void grow(long now) {
        credit = Math.min(most(), credit + share * Math.max(0, now - seen));
        seen = Math.max(seen, now);
    }

    /** How long it takes until something may be spent; 0 if it may be now. */
    synchronized long waitNanos(long now) {
        grow(now);
        return credit > 0 ? 0 : 1 + (long) Math.ceil(-credit / share);
    }

    /** Notes what was spent. */
    synchronized void spend(long nanos) {
        credit -= nanos;
        spent += nanos;
    }

    /** All that was ever spent. */
    synchronized long spentNanos() {
        return spent;
    }
}
