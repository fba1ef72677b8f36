/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A planner that draws the chain of one network anew at each plan, or leaves all as they are imported: here plans are to
 * change, not to be good.
 */
final class RandomPlans implements Planner {
    private final Random random;
    private final boolean originals;
    private final Map<ModelId, BlockChain> last = new HashMap<>();

    /** @param originals whether nothing is drawn */
    RandomPlans(long seed, boolean originals) {
        this.random = new Random(seed);
        this.originals = originals;
    }

    @Override
    public PlanOutcome plan(PlanRequest request) {
        List<StreamSpec> streams = request.workload().streams();
        last.remove(streams.get(random.nextInt(streams.size())).model());
        Map<StreamId, BlockChain> chains = new HashMap<>();
        for (StreamSpec stream : streams) {
            chains.put(stream.id(), last.computeIfAbsent(stream.model(), name -> draw(request.model(stream))));
        }
        return new PlanOutcome.Feasible(Plan.of(chains), 0, 0);
    }

    private BlockChain draw(PlanModel model) {
        List<DescendantId> choices = new ArrayList<>();
        model.blocks().forEach(block -> {
            int count = block.variants().size();
            choices.add(
                    block.variants().get(originals ? 0 : random.nextInt(count)).id());
        });
        return new BlockChain(model.id(), choices);
    }
}
