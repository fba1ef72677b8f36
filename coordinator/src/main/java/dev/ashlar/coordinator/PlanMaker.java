/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes plans: asks the planner and audits its answer (I4).
 *
 * <p><b>Threading</b>: belongs to the solver thread.
 *
 * <p><b>Failure</b>: whatever keeps a plan from being made is a {@link CoordinatorException}, also where the planner
 * throws.
 */
final class PlanMaker {
    private static final Logger LOG = LoggerFactory.getLogger(PlanMaker.class);

    private final Solver solver;
    private final ModelShelf shelf;
    private final BlockCache cache;
    private final double switchingCostPerKiB;
    private final Duration timeLimit;
    private final PlanRules rules;
    private final Ticker ticker;
    private final LongSupplier overhead;

    /**
     * @param overhead bytes that plans have to do with less than their budget
     */
    PlanMaker(
            Solver solver,
            ModelShelf shelf,
            BlockCache cache,
            double switchingCostPerKiB,
            Duration timeLimit,
            PlanRules rules,
            Ticker ticker,
            LongSupplier overhead) {
        this.solver = solver;
        this.shelf = shelf;
        this.cache = cache;
        this.switchingCostPerKiB = switchingCostPerKiB;
        this.timeLimit = timeLimit;
        this.rules = rules;
        this.ticker = ticker;
        this.overhead = overhead;
    }

    /** A plan for what is asked, or null if more is asked before it is found; see {@link Solver#supersede}. */
    @Nullable
    PlanDraft makeUnlessSuperseded(ControlState state, Plan running) {
        PlanDraft draft = null;
        RuntimeException failure = null;
        solver.begin();
        try {
            draft = make(state, running);
        } catch (RuntimeException e) {
            failure = e;
        }
        if (solver.end()) {
            return null;
        }
        if (failure != null) {
            throw failure;
        }
        return draft;
    }

    /**
     * A plan for what is asked.
     *
     * @param running the plan in force
     */
    PlanDraft make(ControlState state, Plan running) {
        long less = overhead.getAsLong();
        try {
            return make(state, running, less);
        } catch (CoordinatorException e) {
            if (less == 0 || e.error() != BusError.INFEASIBLE) {
                throw e;
            }
            // To refuse what fits the budget would free nothing of what is held beside it.
            LOG.warn("Nothing fits into the budget less {} bytes that are held beside it; the budget counts.", less);
            return make(state, running, 0);
        }
    }

    private PlanDraft make(ControlState state, Plan running, long less) {
        PlanRequest request = request(state, running, less);
        long from = ticker.nanos();
        PlanOutcome outcome = solver.plan(request);
        long spent = ticker.nanos() - from;
        PlanOutcome.Feasible found = outcome.fold(
                feasible -> feasible,
                infeasible -> {
                    PlanOutcome.Feasible relief = infeasible.relief();
                    if (relief == null) {
                        throw infeasible(infeasible.shortfalls());
                    }
                    return relief;
                },
                undecided -> {
                    throw new CoordinatorException(
                            BusError.UNDECIDED,
                            "The planner found no plan within %s and no proof that there is none. Maybe give it more time."
                                    .formatted(undecided.spent()));
                });
        return audited(state, request, found.plan(), found.gap(), spent);
    }

    /** The plan in force without the streams that are no longer asked for: what is left when a planner fails. */
    PlanDraft shrink(ControlState state, Plan running) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        Map<StreamId, String> paused = new HashMap<>();
        Map<StreamId, Duration> periods = new HashMap<>(running.periods());
        for (StreamSpec stream : state.workload().streams()) {
            BlockChain chain = running.chains().get(stream.id());
            if (chain != null) {
                chains.put(stream.id(), chain);
            } else {
                paused.put(stream.id(), running.paused().getOrDefault(stream.id(), "not planned"));
            }
        }
        periods.keySet().retainAll(chains.keySet());
        List<LadderStep> steps = running.ladder().stream()
                .filter(step -> state.workload().find(step.stream()) != null)
                .toList();
        Plan left = new Plan(0, chains, paused, periods, steps);
        return audited(state, asItIs(request(state, running, 0), left), left, Double.NaN, 0);
    }

    /** A problem with no floor above what a plan is worth: what was measured since it was made may have shown it below. */
    private static PlanRequest asItIs(PlanRequest request, Plan plan) {
        List<StreamSpec> streams = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            double accuracy = chain == null ? 1 : request.model(chain.model()).accuracy(chain);
            double floor = Math.max(0, Math.min(stream.accuracyFloor(), accuracy));
            streams.add(floor < stream.accuracyFloor() ? stream.withAccuracyFloor(floor) : stream);
        }
        return request.withWorkload(new Workload(request.workload().revision(), streams));
    }

    /** The problem of what is asked. */
    PlanRequest request(ControlState state, Plan running) {
        return request(state, running, overhead.getAsLong());
    }

    private PlanRequest request(ControlState state, Plan running, long less) {
        Map<ModelId, PlanModel> models = new HashMap<>();
        for (StreamSpec stream : state.workload().streams()) {
            for (ModelId model : stream.models()) {
                models.put(model, shelf.get(model).model());
            }
        }
        return PlanRequest.of(state.workload(), models, without(state.budget(), less))
                .withResident(cache.resident(), switchingCostPerKiB)
                .withTimeLimit(timeLimit)
                .withRules(rules.withRunning(running, rules.changeCostPerBlock()));
    }

    private static ResourceBudget without(ResourceBudget budget, long bytes) {
        return bytes == 0
                ? budget
                : budget.withMemory(Bytes.of(Math.max(0, budget.memory().count() - bytes)));
    }

    private PlanDraft audited(ControlState state, PlanRequest request, Plan plan, double gap, long spent) {
        List<String> violations = PlanAudit.violations(request, plan);
        if (!violations.isEmpty()) {
            throw new CoordinatorException(
                    BusError.FAILED,
                    "The planner's plan was refused by the audit (%d violations): %s The plan in force stays."
                            .formatted(violations.size(), violations.get(0)));
        }
        Map<ModelId, BlockCatalog> catalogs = new HashMap<>();
        request.models().keySet().forEach(id -> catalogs.put(id, shelf.get(id).catalog()));
        return new PlanDraft(state, request, catalogs, plan, gap, spent);
    }

    private static CoordinatorException infeasible(List<Shortfall> shortfalls) {
        String lacking = shortfalls.isEmpty()
                ? "all demands together exceed the budget"
                : shortfalls.stream().limit(8).map(Shortfall::toString).collect(Collectors.joining("; "));
        return new CoordinatorException(
                BusError.INFEASIBLE,
                "No choice of descendants fits: %s. Maybe raise the budget, or lower a rate or an accuracy floor."
                        .formatted(lacking),
                shortfalls,
                null);
    }
}
