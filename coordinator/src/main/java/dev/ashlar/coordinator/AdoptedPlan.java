/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanDelta;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.Workload;
import java.util.Map;

/**
 * A plan in force, what it was made for, and what it took.
 *
 * @param plan the plan, at its revision
 * @param workload the streams it was made for
 * @param budget what they may use
 * @param forecast what it is predicted to cost and to be worth
 * @param reason the wishes that it grants, for people
 * @param delta what changed against the plan before
 * @param gap distance of the proven bound from its objective, in units of the objective; 0 if proven optimal, NaN if
 *     nothing is known
 * @param bytesFetched footprint of the blocks that were opened for it
 * @param solveNanos how long the planner took
 * @param openNanos how long opening, joining and warming took
 */
public record AdoptedPlan(
        Plan plan,
        Workload workload,
        ResourceBudget budget,
        PlanForecast forecast,
        String reason,
        PlanDelta delta,
        double gap,
        long bytesFetched,
        long solveNanos,
        long openNanos) {

    /** What is in force before anything was asked. */
    static AdoptedPlan none(ResourceBudget budget) {
        return new AdoptedPlan(
                Plan.NONE,
                Workload.EMPTY,
                budget,
                new PlanForecast(Map.of(), 0, 0, 0, 0),
                "nothing was asked yet",
                new PlanDelta(0, 0),
                0,
                0,
                0,
                0);
    }

    /** The same with another forecast, since more is known of a network. */
    AdoptedPlan withForecast(PlanForecast other) {
        return new AdoptedPlan(plan, workload, budget, other, reason, delta, gap, bytesFetched, solveNanos, openNanos);
    }

    /** Rises by one with every plan adopted (I3). */
    public long revision() {
        return plan.revision();
    }
}
