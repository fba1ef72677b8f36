/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what streams must give up where not all can be served as they ask. */
final class Ladder {
    /*
     * Streams that no budget could serve, for their deadline or floor, are paused. Of the others, the class of the lowest
     * priority gives way first: the rates of all its streams go down step by step, the stream of the least weight first;
     * then they are paused one by one in the same order; then the next class. The fewest steps of this row that make a
     * plan possible are found by bisection. Then steps are taken back one by one, the highest priority first, wherever a
     * plan is still possible; so no step is left that is not needed beside the others.
     */
    private static final int MOST_TAKEN_BACK = 200;

    private final PlanRequest request;
    private final Stop stop;
    private final Prover prover;
    private final List<LadderStep> row = new ArrayList<>();
    private final Set<StreamId> hopeless = new HashSet<>();

    Ladder(PlanRequest request, Stop stop, Prover prover) {
        this.request = request;
        this.stop = stop;
        this.prover = prover;
    }

    /** A plan for as much as can be served; null if none was found in time. */
    @Nullable
    Feasible relief(List<Shortfall> shortfalls) {
        String reason = shortfalls.isEmpty()
                ? "all demands together exceed the budget"
                : shortfalls.get(0).toString();
        fill(reason);
        int low = 0;
        int high = row.size();
        while (low < high && !stop.isDue()) {
            int middle = (low + high) / 2;
            if (isPossible(row.subList(0, middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        List<LadderStep> steps = new ArrayList<>(row.subList(0, high));
        takeBack(steps);
        PlanOutcome outcome = new GoalPlanner(eased(steps), stop, prover).plan();
        return outcome instanceof Feasible found ? merged(steps, found) : null;
    }

    private void fill(String reason) {
        for (StreamSpec stream : request.workload().streams()) {
            List<Shortfall> own = Shortfalls.ofStream(request, stream);
            if (!own.isEmpty()) {
                hopeless.add(stream.id());
                row.add(new LadderStep(stream.id(), null, own.get(0).toString()));
            }
        }
        TreeSet<Integer> classes = new TreeSet<>();
        request.workload().streams().forEach(stream -> classes.add(stream.priority()));
        for (int priority : classes) {
            List<StreamSpec> streams = request.workload().streams().stream()
                    .filter(stream -> stream.priority() == priority && !hopeless.contains(stream.id()))
                    .sorted(Comparator.comparingDouble(StreamSpec::weight).thenComparing(StreamSpec::id))
                    .toList();
            for (int i = 0; ; i++) {
                boolean any = false;
                for (StreamSpec stream : streams) {
                    List<RateStep> rates = stream.rateSteps().stream()
                            .filter(step -> step.utility() == null)
                            .toList();
                    if (i < rates.size()) {
                        row.add(new LadderStep(stream.id(), rates.get(i).period(), reason));
                        any = true;
                    }
                }
                if (!any) {
                    break;
                }
            }
            streams.forEach(stream -> row.add(new LadderStep(stream.id(), null, reason)));
        }
    }

    /** Leaves out steps that are not needed, those of the highest priority first. */
    private void takeBack(List<LadderStep> steps) {
        int tries = 0;
        for (int i = steps.size() - 1; i >= 0 && tries < MOST_TAKEN_BACK && !stop.isDue(); i--) {
            if (!hopeless.contains(steps.get(i).stream())) {
                List<LadderStep> without = new ArrayList<>(steps);
                without.remove(i);
                tries++;
                if (isPossible(without)) {
                    steps.remove(i);
                }
            }
        }
    }

    private boolean isPossible(List<LadderStep> steps) {
        return new BlockPlanner(eased(steps), Demands.NONE, stop, Prover.none()).plan() instanceof Feasible;
    }

    /** What is left to each stream after some steps: its period, or null. */
    private static Map<StreamId, @Nullable Duration> left(List<LadderStep> steps) {
        Map<StreamId, @Nullable Duration> left = new LinkedHashMap<>();
        for (LadderStep step : steps) {
            Duration before = left.get(step.stream());
            boolean paused = left.containsKey(step.stream()) && before == null;
            Duration after = step.period();
            if (!paused && (after == null || before == null || after.compareTo(before) > 0)) {
                left.put(step.stream(), after);
            }
        }
        return left;
    }

    private PlanRequest eased(List<LadderStep> steps) {
        Map<StreamId, @Nullable Duration> left = left(steps);
        List<StreamSpec> streams = new ArrayList<>();
        Set<StreamId> served = new HashSet<>();
        for (StreamSpec stream : request.workload().streams()) {
            Duration period = left.get(stream.id());
            if (!left.containsKey(stream.id())) {
                streams.add(stream);
                served.add(stream.id());
            } else if (period != null) {
                streams.add(stream.withRateSteps(List.of()).withPeriod(period));
                served.add(stream.id());
            }
        }
        // The rules first: those of paused streams name none of the streams that are left.
        return request.withRules(request.rules().withLadder(false).only(served))
                .withWorkload(new Workload(request.workload().revision(), streams));
    }

    /** The plan of what is left, in the terms of what was asked. */
    private Feasible merged(List<LadderStep> steps, Feasible found) {
        Map<StreamId, Duration> periods = new HashMap<>(found.plan().periods());
        Map<StreamId, String> paused = new HashMap<>();
        Map<StreamId, @Nullable Duration> left = left(steps);
        List<LadderStep> kept = new ArrayList<>();
        for (LadderStep step : steps) {
            Duration period = left.get(step.stream());
            if (period == null ? step.period() == null : period.equals(step.period())) {
                kept.add(step);
            }
            if (period == null) {
                paused.put(step.stream(), step.reason());
            } else {
                periods.put(step.stream(), period);
            }
        }
        Plan plan = new Plan(0, found.plan().chains(), paused, periods, kept);
        return new Feasible(plan, PlanForecast.of(request, plan).objective(request), found.gap());
    }
}
