/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Gives every block of every stream the same level of {@link FakeNets}, the largest that fits. */
final class LevelPlanner implements Planner {
    private final Queue<PlanRequest> asked = new ConcurrentLinkedQueue<>();
    private volatile Consumer<PlanRequest> hook = request -> {};

    /** Called before a plan is made; may throw or wait. */
    void onPlan(Consumer<PlanRequest> onPlan) {
        hook = onPlan;
    }

    /** Every problem so far. */
    List<PlanRequest> asked() {
        return List.copyOf(asked);
    }

    @Override
    public PlanOutcome plan(PlanRequest request) {
        FakeStore.requireOffEventLoop();
        asked.add(request);
        hook.accept(request);
        for (int level = 0; level < FakeNets.LEVELS.size(); level++) {
            Plan plan = at(request, level);
            if (PlanAudit.violations(request, plan).isEmpty()) {
                return new PlanOutcome.Feasible(plan, 1, 0);
            }
        }
        return new PlanOutcome.Infeasible(
                List.of(new Shortfall("memory", 1e9, request.budget().memory().count(), "bytes")));
    }

    static Plan at(PlanRequest request, int level) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        for (StreamSpec stream : request.workload().streams()) {
            chains.put(
                    stream.id(),
                    FakeNets.chain(
                            stream.model().value(),
                            request.model(stream).blocks().size(),
                            level));
        }
        return Plan.of(chains);
    }
}
