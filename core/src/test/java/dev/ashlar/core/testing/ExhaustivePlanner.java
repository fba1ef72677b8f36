/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tries every plan there is and keeps the best that passes {@link PlanAudit}: slow, and obviously right. For problems
 * of up to {@value #MOST_PLANS} plans.
 *
 * <p>An infeasible problem is answered without shortfalls.
 */
public final class ExhaustivePlanner implements Planner {
    public static final long MOST_PLANS = 200_000;

    @Override
    public PlanOutcome plan(PlanRequest request) {
        List<StreamSpec> streams = request.workload().streams();
        List<List<Way>> choices = new ArrayList<>();
        for (StreamSpec stream : streams) {
            choices.add(ways(request, stream));
        }
        requireSmall(choices);
        int[] wheel = new int[streams.size()];
        PlanOutcome.@Nullable Feasible best = null;
        do {
            Plan plan = plan(streams, choices, wheel);
            if (PlanAudit.violations(request, plan).isEmpty()) {
                double objective = PlanForecast.of(request, plan).objective(request);
                if (best == null || objective > best.objective()) {
                    best = new PlanOutcome.Feasible(plan, objective, 0);
                }
            }
        } while (turn(wheel, choices));
        return best == null ? new PlanOutcome.Infeasible(List.of()) : best;
    }

    /** How a stream may be served. */
    private record Way(BlockChain chain, Duration period) {}

    private static List<Way> ways(PlanRequest request, StreamSpec stream) {
        List<Duration> periods = new ArrayList<>(List.of(stream.period()));
        stream.rateSteps().stream().filter(step -> step.utility() != null).forEach(step -> periods.add(step.period()));
        List<Way> ways = new ArrayList<>();
        for (ModelId model : stream.models()) {
            for (BlockChain chain : chains(request.model(model))) {
                periods.forEach(period -> ways.add(new Way(chain, period)));
            }
        }
        return ways;
    }

    private static List<BlockChain> chains(PlanModel model) {
        List<List<DescendantId>> partial = List.of(List.of());
        for (PlanModel.PlanBlock block : model.blocks()) {
            List<List<DescendantId>> longer = new ArrayList<>();
            for (List<DescendantId> start : partial) {
                for (PlanModel.Variant variant : block.variants()) {
                    List<DescendantId> chain = new ArrayList<>(start);
                    chain.add(variant.id());
                    longer.add(chain);
                }
            }
            partial = longer;
        }
        return partial.stream().map(chain -> new BlockChain(model.id(), chain)).toList();
    }

    private static void requireSmall(List<List<Way>> choices) {
        double plans = 1;
        for (List<Way> ways : choices) {
            plans *= ways.size();
        }
        Argument.require(
                plans <= MOST_PLANS, "The problem has %s plans, more than %d can be tried.", plans, MOST_PLANS);
    }

    private static Plan plan(List<StreamSpec> streams, List<List<Way>> choices, int[] wheel) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        Map<StreamId, Duration> periods = new HashMap<>();
        for (int i = 0; i < wheel.length; i++) {
            Way way = choices.get(i).get(wheel[i]);
            chains.put(streams.get(i).id(), way.chain());
            if (!way.period().equals(streams.get(i).period())) {
                periods.put(streams.get(i).id(), way.period());
            }
        }
        return new Plan(0, chains, Map.of(), periods, List.of());
    }

    /** Steps to the next combination; false after the last. */
    private static boolean turn(int[] wheel, List<List<Way>> choices) {
        for (int i = 0; i < wheel.length; i++) {
            wheel[i]++;
            if (wheel[i] < choices.get(i).size()) {
                return true;
            }
            wheel[i] = 0;
        }
        return false;
    }
}
