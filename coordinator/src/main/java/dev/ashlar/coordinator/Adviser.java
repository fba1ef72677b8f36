/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Explainer;
import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.WhatIf;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Says why the plan in force is as it is, and how it might be.
 *
 * <p><b>Threading</b>: belongs to the solver thread.
 */
final class Adviser {
    private final PlanMaker maker;
    private final Solver solver;
    private final Ticker ticker;

    Adviser(PlanMaker maker, Solver solver, Ticker ticker) {
        this.maker = maker;
        this.solver = solver;
        this.ticker = ticker;
    }

    /** Why the plan in force is as it is. */
    Advice.Why why(Situation situation) {
        AdoptedPlan plan = situation.plan();
        PlanRequest request = situation.request();
        if (request == null) {
            return new Advice.Why(plan, Explanation.NONE);
        }
        PlanRequest asked = request.withTimeLimit(patience(request, plan));
        return new Advice.Why(plan, new Explainer(solver).explain(asked, inForce(request, plan), situation.before()));
    }

    /** What would be planned if other things were asked. */
    Advice.Supposed suppose(Situation situation, UnaryOperator<ControlState> supposition) {
        AdoptedPlan plan = situation.plan();
        PlanRequest now = maker.request(situation.state(), plan.plan());
        PlanRequest then = maker.request(supposition.apply(situation.state()), plan.plan());
        WhatIf.Side inForce = new WhatIf.Side(now, inForce(now, plan), Duration.ofNanos(plan.solveNanos()));
        return new Advice.Supposed(plan, WhatIf.of(solver, inForce, then, ticker));
    }

    private static Duration patience(PlanRequest request, AdoptedPlan plan) {
        Duration patience = Explainer.patience(Duration.ofNanos(plan.solveNanos()));
        return patience.compareTo(request.timeLimit()) < 0 ? patience : request.timeLimit();
    }

    private static PlanOutcome.Feasible inForce(PlanRequest request, AdoptedPlan plan) {
        double gap = Double.isNaN(plan.gap()) ? Double.POSITIVE_INFINITY : plan.gap();
        return new PlanOutcome.Feasible(plan.plan(), plan.forecast().objective(request), gap);
    }
}
