/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a problem is answered as it is and as it might be.
 *
 * @param now as it is
 * @param then as it might be
 * @param oneMoreMiB what the objective would gain then by one more MiB; null if either has no plan
 * @param oneMoreCore what the objective would gain then by one more core; null if either has no plan
 */
public record WhatIf(Side now, Side then, @Nullable Double oneMoreMiB, @Nullable Double oneMoreCore) {
    private static final double MOST_CORES = 4096;

    /**
     * A problem and its answer.
     *
     * @param request the problem
     * @param outcome the answer
     * @param spent how long the planner took
     */
    public record Side(PlanRequest request, PlanOutcome outcome, Duration spent) {

        /** Asks a planner. */
        public static Side planned(Planner planner, PlanRequest request, Ticker ticker) {
            long from = ticker.nanos();
            PlanOutcome outcome = planner.plan(request);
            return new Side(request, outcome, Duration.ofNanos(ticker.nanos() - from));
        }

        /** The plan, after the ladder where not all can be served as they ask; null if there is none. */
        public PlanOutcome.@Nullable Feasible found() {
            return outcome.fold(feasible -> feasible, PlanOutcome.Infeasible::relief, undecided -> null);
        }

        private @Nullable BlockChain chain(StreamId stream) {
            PlanOutcome.Feasible found = found();
            return found == null ? null : found.plan().chains().get(stream);
        }

        private @Nullable Duration period(StreamId stream) {
            PlanOutcome.Feasible found = found();
            StreamSpec spec = request.workload().find(stream);
            return found == null || spec == null || chain(stream) == null
                    ? null
                    : found.plan().period(spec);
        }
    }

    /**
     * Asks a planner three times: for the problem as it might be, and for that with a little more of each budget.
     *
     * @param now the problem as it is, answered
     * @param then the problem as it might be
     * @param ticker tells how long the planner takes
     */
    public static WhatIf of(Planner planner, Side now, PlanRequest then, Ticker ticker) {
        Side answered = Side.planned(planner, then, ticker);
        ResourceBudget budget = then.budget();
        long bytes = budget.memory().count();
        Bytes more = Bytes.of(bytes + Math.min(Bytes.ofMebi(1).count(), Long.MAX_VALUE - bytes));
        double cores = Math.min(MOST_CORES, budget.cpuCores() + 1);
        return new WhatIf(
                now,
                answered,
                gain(planner, answered, then.withBudget(budget.withMemory(more)), ticker),
                gain(planner, answered, then.withBudget(budget.withCpuCores(cores)), ticker));
    }

    private static @Nullable Double gain(Planner planner, Side then, PlanRequest richer, Ticker ticker) {
        PlanOutcome.Feasible poor = then.found();
        PlanOutcome.Feasible rich =
                poor == null ? null : Side.planned(planner, richer, ticker).found();
        return poor == null || rich == null ? null : rich.objective() - poor.objective();
    }

    /** The streams that would be served otherwise: by another chain, at another rate, newly, or no longer. */
    public List<StreamId> changed() {
        Map<StreamId, StreamSpec> all = new LinkedHashMap<>();
        now.request().workload().streams().forEach(stream -> all.put(stream.id(), stream));
        then.request().workload().streams().forEach(stream -> all.put(stream.id(), stream));
        List<StreamId> changed = new ArrayList<>();
        for (StreamId stream : all.keySet()) {
            if (!Objects.equals(now.chain(stream), then.chain(stream))
                    || !Objects.equals(now.period(stream), then.period(stream))) {
                changed.add(stream);
            }
        }
        return changed;
    }
}
