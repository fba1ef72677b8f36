/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Pursues the goal of a problem, by one or several problems of the weighted sum. */
final class GoalPlanner {
    /*
     * Max-min: the least accuracy is bisected; each trial is the weighted sum with that accuracy as a floor of all
     * streams, which is one more knapsack row of each stream. What a trial reaches, not what it asked for, is the next
     * lower end.
     *
     * Strict priorities: the classes in turn, the highest first, with the weights of the others scaled down so far that
     * they only break ties; what the streams of a class reach is then their floor. So a class keeps its sum and its
     * distribution, though another distribution of the same sum might leave the lower classes more.
     */
    private static final double RESOLUTION = 1e-5;
    private static final int MOST_TRIALS = 40;
    private static final double FAINT = 1e-6;

    private final PlanRequest request;
    private final Stop stop;
    private final Prover prover;

    GoalPlanner(PlanRequest request, Stop stop, Prover prover) {
        this.request = request;
        this.stop = stop;
        this.prover = prover;
    }

    PlanOutcome plan() {
        return switch (request.rules().goal()) {
            case WEIGHTED_SUM -> weightedSum();
            case MAX_MIN -> maxMin();
            case PRIORITY -> byPriority();
        };
    }

    private PlanOutcome weightedSum() {
        return request.rules().switchingTolerance() == 0
                ? solve(request, Demands.NONE)
                : new TolerantPlanner(request, stop, problem -> solve(problem, Demands.NONE)).plan();
    }

    private PlanOutcome solve(PlanRequest problem, Demands demands) {
        return problem.rules().response() instanceof ResponseModel.Scheduled scheduled
                ? new ScheduledPlanner(problem, demands, scheduled, stop, prover).plan()
                : new BlockPlanner(problem, demands, stop, prover).plan();
    }

    private PlanOutcome maxMin() {
        PlanOutcome first = solve(request, Demands.NONE);
        if (!(first instanceof Feasible start) || request.workload().streams().isEmpty()) {
            return first;
        }
        Feasible best = start;
        double low = least(best);
        double high = most();
        boolean proven = true;
        for (int i = 0; i < MOST_TRIALS && high - low > RESOLUTION && !stop.isDue(); i++) {
            double middle = low + (high - low) / 2;
            PlanOutcome trial = solve(request, Demands.NONE.withAll(middle));
            if (trial instanceof Feasible found) {
                best = found;
                low = Math.max(middle, least(found));
            } else {
                proven &= trial instanceof PlanOutcome.Infeasible;
                high = middle;
            }
        }
        if (!proven) {
            high = most();
        }
        PlanOutcome last = stop.isDue() ? best : solve(request, Demands.NONE.withAll(low - RESOLUTION / 10));
        if (last instanceof Feasible found && least(found) >= low - RESOLUTION) {
            best = found;
        }
        double reached = least(best);
        double gap = high - reached <= 2 * RESOLUTION ? 0 : high - reached;
        return new Feasible(best.plan(), PlanForecast.of(request, best.plan()).objective(request), gap);
    }

    private double least(Feasible found) {
        return PlanForecast.of(request, found.plan()).least();
    }

    /** No plan can give all streams more than this. */
    private double most() {
        double most = Double.POSITIVE_INFINITY;
        for (StreamSpec stream : request.workload().streams()) {
            double best = stream.models().stream()
                    .mapToDouble(id -> Shortfalls.mostAccuracy(
                            request.model(id), request.model(id).chains()))
                    .max()
                    .orElse(0);
            most = Math.min(most, best);
        }
        return most;
    }

    private PlanOutcome byPriority() {
        TreeSet<Integer> classes = new TreeSet<>();
        request.workload().streams().forEach(stream -> classes.add(stream.priority()));
        Map<StreamId, Double> reached = new HashMap<>();
        PlanOutcome outcome = solve(request, Demands.NONE);
        if (classes.size() < 2 || !(outcome instanceof Feasible start)) {
            return outcome;
        }
        double gap = 0;
        Feasible best = null;
        for (int priority : classes.descendingSet()) {
            Demands demands = new Demands(Double.NEGATIVE_INFINITY, Map.copyOf(reached), null);
            PlanOutcome found = stop.isDue() ? outcome : solve(favouring(priority), demands);
            if (!(found instanceof Feasible feasible) || stop.isDue()) {
                gap = Double.POSITIVE_INFINITY;
                break;
            }
            best = feasible;
            gap += feasible.gap();
            PlanForecast forecast = PlanForecast.of(request, feasible.plan());
            for (StreamSpec stream : request.workload().streams()) {
                var served = forecast.streams().get(stream.id());
                if (stream.priority() == priority && served != null) {
                    double worth = stream.utility(feasible.plan().period(stream)) * served.accuracy();
                    reached.put(stream.id(), worth - StreamSpec.FLOOR_TOLERANCE);
                }
            }
        }
        Feasible kept = best == null ? start : best;
        double value = PlanForecast.of(request, kept.plan()).objective(request);
        double left = Double.isInfinite(gap) ? Math.max(0, start.bound() - value) : gap;
        return new Feasible(kept.plan(), value, left);
    }

    private PlanRequest favouring(int priority) {
        List<StreamSpec> streams = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            streams.add(stream.priority() == priority ? stream : stream.withWeight(stream.weight() * FAINT));
        }
        PlanRules rules = request.rules().withGoal(Goal.WEIGHTED_SUM);
        return request.withWorkload(Workload.of(streams)).withRules(rules);
    }
}
