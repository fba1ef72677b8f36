/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans one problem for the weighted sum: the Lagrangian first, then CP-SAT on what is left open. */
final class BlockPlanner {
    /*
     * In order, each as soon as it decides:
     *  1. a demand that no choice meets by itself makes the problem infeasible, and is named (Shortfalls);
     *  2. what no best plan needs is struck out (Instance, Allowed, Dominance);
     *  3. the Lagrangian dual is climbed, with plans made on the way (Ascent); its first point is the plan without
     *     prices, which is the best one if it keeps the budgets;
     *  4. where budgets alone couple the streams, all plans that its bound leaves are looked at, if they are few
     *     (NearPlans);
     *  5. what its bound rules out is struck out (Fixing), and CP-SAT searches the rest from the best plan (CpSatSearch).
     */
    private static final Logger LOG = LoggerFactory.getLogger(BlockPlanner.class);
    private static final int MOST_LITERALS = 60_000;

    private final PlanRequest request;
    private final Demands demands;
    private final Stop stop;
    private final Prover prover;
    private @Nullable PlanState best;
    private double bound = Double.NEGATIVE_INFINITY;
    private boolean infeasible;
    private boolean proven;

    /** @param prover what goes on from there, if it is there */
    BlockPlanner(PlanRequest request, Demands demands, Stop stop, Prover prover) {
        this.request = request;
        this.demands = demands;
        this.stop = stop;
        this.prover = prover;
    }

    PlanOutcome plan() {
        if (request.workload().streams().isEmpty()) {
            return new PlanOutcome.Feasible(dev.ashlar.core.plan.Plan.of(Map.of()), 0, 0);
        }
        List<Shortfall> shortfalls = Shortfalls.of(request);
        if (!shortfalls.isEmpty()) {
            return new PlanOutcome.Infeasible(shortfalls);
        }
        Instance instance = Instance.of(request, demands);
        if (instance.isExhausted()) {
            return new PlanOutcome.Infeasible(List.of());
        }
        solve(instance);
        PlanState found = best;
        if (found != null) {
            return answer(found);
        }
        return infeasible ? new PlanOutcome.Infeasible(List.of()) : new PlanOutcome.Undecided(stop.spent());
    }

    private void solve(Instance instance) {
        Ascent ascent = new Ascent(instance, stop);
        ascent.run();
        best = ascent.best();
        bound = ascent.bound();
        infeasible = ascent.isImpossible();
        proven = ascent.isClosed();
        if (!proven && !infeasible && best != null && NearChains.isFor(instance) && !stop.isDue()) {
            enumerate(instance, ascent, best);
        }
        // The rows of scheduling are not told to CP-SAT.
        if (prover.isThere() && demands.scheduling() == null && !proven && !infeasible && !stop.isDue()) {
            try {
                prove(instance, ascent);
            } catch (LinkageError | RuntimeException e) {
                LOG.warn("CP-SAT failed; the plan of the Lagrangian planner stands.", e);
            }
        }
    }

    private void enumerate(Instance instance, Ascent ascent, PlanState start) {
        ascent.prices.copyFrom(ascent.bestPrices());
        NearPlans plans = new NearPlans(instance, ascent.prices, ascent.search(), start, stop);
        proven = plans.search();
        best = plans.best();
        bound = Math.max(bound, plans.bound());
    }

    private void prove(Instance instance, Ascent ascent) {
        PlanState start = best;
        Instance left =
                new Fixing(instance, ascent, start, stop).reduced(1e-9 * (start == null ? 0 : Math.abs(start.cost)));
        if (start != null && left.isExhausted()) {
            bound = start.cost;
            proven = true;
            return;
        }
        if (left.choices > MOST_LITERALS || stop.isDue()) {
            return;
        }
        CpSatSearch search = prover.run(left, start, stop);
        PlanState found = search.best();
        best = found == null ? best : found;
        proven = search.isProven();
        infeasible = search.hasProvenInfeasible();
        PlanState now = best;
        if (now != null) {
            // What was struck out costs as much as the start at least.
            double outside = start == null ? search.bound() : start.cost;
            bound = Math.max(bound, Math.min(search.bound(), outside));
        }
    }

    private PlanOutcome answer(PlanState found) {
        var plan = found.plan();
        List<String> violations = PlanAudit.violations(request, plan);
        if (!violations.isEmpty()) {
            throw new IllegalStateException("Impossible state: a plan does not pass the audit (I4): " + violations);
        }
        if (!demands.areMetBy(request, plan)) {
            throw new IllegalStateException("Impossible state: a plan leaves a stream less than " + demands);
        }
        double objective = PlanForecast.of(request, plan).netValue(request);
        return new PlanOutcome.Feasible(plan, objective, proven ? 0 : Math.max(0, -bound - objective));
    }
}
