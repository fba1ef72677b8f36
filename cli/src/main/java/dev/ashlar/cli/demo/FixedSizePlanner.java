/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people do without elastic networks: every network has one size, and streams whose network no longer fits into
 * memory are not served, lowest priority first.
 */
final class FixedSizePlanner implements Planner {
    private final boolean full;

    private FixedSizePlanner(boolean full) {
        this.full = full;
    }

    /** Every network as it was trained. */
    static FixedSizePlanner fullSize() {
        return new FixedSizePlanner(true);
    }

    /** Every network as fast as it can be. */
    static FixedSizePlanner smallest() {
        return new FixedSizePlanner(false);
    }

    @Override
    public PlanOutcome plan(PlanRequest request) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        Map<StreamId, String> paused = new HashMap<>();
        Map<Digest, Long> resident = new HashMap<>();
        Set<ModelId> models = new HashSet<>();
        long free = request.budget().memory().count();
        List<StreamSpec> byPriority = new ArrayList<>(request.workload().streams());
        byPriority.sort(Comparator.comparingInt(StreamSpec::priority).reversed());
        for (StreamSpec stream : byPriority) {
            PlanModel model = request.model(stream);
            BlockChain chain = chain(model);
            long needed = models.contains(model.id()) ? 0 : model.fixedBytes();
            Map<Digest, Long> wanted = new HashMap<>(resident);
            for (Variant variant : model.variants(chain)) {
                wanted.merge(variant.digest(), variant.bytes(), Math::max);
            }
            needed += bytes(wanted) - bytes(resident);
            if (needed > free) {
                paused.put(stream.id(), "its network does not fit into memory");
            } else {
                free -= needed;
                models.add(model.id());
                resident = wanted;
                chains.put(stream.id(), chain);
            }
        }
        Plan plan = new Plan(0, chains, paused);
        return new PlanOutcome.Feasible(plan, PlanForecast.of(request, plan).objective(request), 0);
    }

    private static long bytes(Map<Digest, Long> contents) {
        return contents.values().stream().mapToLong(Long::longValue).sum();
    }

    private BlockChain chain(PlanModel model) {
        List<DescendantId> choices = new ArrayList<>();
        for (PlanBlock block : model.blocks()) {
            Variant fastest = block.variants().stream()
                    .filter(Variant::isFree)
                    .min(Comparator.comparingLong(Variant::nanos))
                    .orElseThrow();
            choices.add(full ? DescendantId.ORIGINAL : fastest.id());
        }
        return new BlockChain(model.id(), choices);
    }
}
