/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;

/**
 * Ashlar's planner.
 *
 * @param name in tables
 * @param planner asked through its port, as the coordinator asks it
 */
record OwnPlanner(String name, Planner planner) implements Solver {

    @Override
    public Solved solve(PlanRequest request) {
        return planner.plan(request)
                .fold(
                        feasible -> new Solved(
                                feasible.plan(), feasible.isOptimal(), feasible.objective() + feasible.gap(), null),
                        infeasible -> Solved.NOTHING,
                        undecided -> Solved.NOTHING);
    }
}
