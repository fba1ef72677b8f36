/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses, of the plans that stay behind the best one by no more than a tolerance, one that fetches few bytes. */
final class TolerantPlanner {
    /*
     * A plan that is best at some price of fetching is beaten by none in both value and bytes. The price rises until such a
     * plan is behind by more than the tolerance, and then goes by the slope between the two plans that the tolerance lies
     * between, until nothing lies above their line (Aneja and Nair, Bicriteria transportation problem, Management Science
     * 25, 1979). Plans that are best at no price are passed over, but for the one in force, which is looked at first.
     */
    private static final int MOST_PRICES = 16;
    private static final double STEEPER = 4;
    private static final double BYTES_PER_KIB = 1024;
    private static final double ROUNDING = 1e-12;

    private final PlanRequest request;
    private final Stop stop;
    private final Function<PlanRequest, PlanOutcome> planner;

    private record Point(Plan plan, double value, double kib) {}

    /** @param planner finds the best plan of a problem until {@code stop} is due */
    TolerantPlanner(PlanRequest request, Stop stop, Function<PlanRequest, PlanOutcome> planner) {
        this.request = request;
        this.stop = stop;
        this.planner = planner;
    }

    PlanOutcome plan() {
        PlanOutcome first = planner.apply(request);
        if (!(first instanceof Feasible best)) {
            return first;
        }
        double tolerated = request.rules().switchingTolerance()
                * request.workload().streams().stream()
                        .mapToDouble(StreamSpec::weight)
                        .sum();
        double floor = best.objective() - tolerated;
        Point start = point(best.plan());
        Point inForce = inForce();
        if (inForce != null && inForce.value() >= floor && inForce.kib() <= start.kib()) {
            start = inForce;
        }
        Point chosen = cheapest(start, tolerated, floor);
        return new Feasible(chosen.plan(), chosen.value(), Math.max(0, best.bound() - tolerated - chosen.value()));
    }

    private Point cheapest(Point start, double tolerated, double floor) {
        Point kept = start;
        Point beyond = null;
        double price = tolerated / Math.max(1, kept.kib());
        for (int i = 0; i < MOST_PRICES && kept.kib() > 0 && !stop.isDue(); i++) {
            double all = Math.min(1, request.switchingCostPerKiB() + price);
            if (!(planner.apply(request.withResident(request.resident(), all)) instanceof Feasible found)) {
                return kept;
            }
            Point met = point(found.plan());
            if (met.value() >= floor - ROUNDING) {
                if (met.kib() < kept.kib()) {
                    kept = met;
                } else if (beyond != null || all == 1) {
                    return kept;
                }
            } else if (beyond != null && met.kib() <= beyond.kib()) {
                return kept;
            } else {
                beyond = met;
            }
            price = beyond == null
                    ? STEEPER * price
                    : (kept.value() - beyond.value()) / Math.max(1e-9, kept.kib() - beyond.kib());
        }
        return kept;
    }

    private Point point(Plan plan) {
        PlanForecast forecast = PlanForecast.of(request, plan);
        return new Point(plan, forecast.netValue(request), forecast.fetchBytes() / BYTES_PER_KIB);
    }

    /** The plan in force, if it serves all streams still. */
    private @Nullable Point inForce() {
        Plan running = request.rules().running();
        if (running == null) {
            return null;
        }
        Plan again = new Plan(0, running.chains(), Map.of(), running.periods(), List.of());
        return PlanAudit.violations(request, again).isEmpty() ? point(again) : null;
    }
}
