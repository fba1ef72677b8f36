/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * What adapting has taken so far.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class PlanRecord {
    private final LatencyMeter solving = new LatencyMeter();
    private final LatencyMeter opening = new LatencyMeter();
    private long adopted;
    private long refused;
    private long blocksSwapped;
    private long bytesFetched;

    synchronized void adopted(AdoptedPlan plan) {
        adopted++;
        blocksSwapped += plan.delta().blocksSwapped();
        bytesFetched += plan.bytesFetched();
        solving.record(plan.solveNanos());
        opening.record(plan.openNanos());
    }

    synchronized void refused() {
        refused++;
    }

    synchronized PlanStats stats() {
        return new PlanStats(adopted, refused, blocksSwapped, bytesFetched, solving.summary(), opening.summary());
    }
}
