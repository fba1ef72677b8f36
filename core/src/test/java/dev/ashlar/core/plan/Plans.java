/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A problem written by hand: two streams of one network and one of another, which share a digest. */
final class Plans {
    /** Fixed 5 ns and 7 bytes; b0: original (30 ns, 100 B) or half (10 ns, 40 B, -0.125); b1: original (20 ns, 50 B). */
    static final PlanModel NET = model(
            "net",
            5,
            7,
            List.of(variant("original", 0, 30, 100, "net-b0"), variant("half", 0.125, 10, 40, "net-b0-half")),
            List.of(variant("original", 0, 20, 50, "shared")));

    /** Fixed 1 ns and 3 bytes; b0: original (9 ns), of the same content as b1 of the other. */
    static final PlanModel OTHER = model("other", 1, 3, List.of(variant("original", 0, 9, 50, "shared")));

    static final StreamSpec A = stream("a", "net", 100, 55);
    static final StreamSpec B = stream("b", "net", 300, 35);
    static final StreamSpec C = stream("c", "other", 40, 10);

    /** Streams a on originals, b on the half, c on its original: exactly what the budget allows. */
    static final Plan PLAN = plan(Map.of(
            "a", chain("net", "original", "original"),
            "b", chain("net", "half", "original"),
            "c", chain("other", "original")));

    /** 55/100 + 35/300 + 10/40. */
    static final double CORES = 0.55 + 35 / 300.0 + 0.25;

    /** Fixed bytes of both networks, both variants of b0, and the shared digest once. */
    static final long MEMORY = 7 + 3 + 100 + 40 + 50;

    private Plans() {}

    static PlanModel.Variant variant(String id, double drop, long nanos, long bytes, String digest) {
        return new PlanModel.Variant(new DescendantId(id), drop, nanos, bytes, new Digest(digest));
    }

    static PlanModel.Variant bound(String id, double drop, long nanos, long bytes, String digest, String... behind) {
        return new PlanModel.Variant(
                new DescendantId(id),
                drop,
                nanos,
                bytes,
                new Digest(digest),
                Arrays.stream(behind).map(DescendantId::new).toList());
    }

    @SafeVarargs
    static PlanModel model(String id, long fixedNanos, long fixedBytes, List<PlanModel.Variant>... blocks) {
        List<PlanModel.PlanBlock> made = new ArrayList<>();
        for (List<PlanModel.Variant> variants : blocks) {
            made.add(new PlanModel.PlanBlock(new BlockId("b" + made.size()), variants));
        }
        return new PlanModel(new ModelId(id), 0.75, fixedNanos, fixedBytes, made);
    }

    static StreamSpec stream(String id, String model, long period, long deadline) {
        return StreamSpec.of(id, model, Duration.ofNanos(period), Duration.ofNanos(deadline));
    }

    static BlockChain chain(String model, String... choices) {
        return new BlockChain(
                new ModelId(model),
                Arrays.stream(choices).map(DescendantId::new).toList());
    }

    static Plan plan(Map<String, BlockChain> chains) {
        Map<StreamId, BlockChain> byId = new HashMap<>();
        chains.forEach((id, chain) -> byId.put(new StreamId(id), chain));
        return Plan.of(byId);
    }

    static Plan with(String stream, BlockChain chain) {
        Map<StreamId, BlockChain> chains = new HashMap<>(PLAN.chains());
        chains.put(new StreamId(stream), chain);
        return Plan.of(chains);
    }

    static PlanRequest request(long memory, double cores, StreamSpec... streams) {
        return PlanRequest.of(
                Workload.of(List.of(streams)),
                Map.of(NET.id(), NET, OTHER.id(), OTHER),
                new ResourceBudget(Bytes.of(memory), cores));
    }

    /** The problem whose budgets the plan fills: memory to the byte, CPU to the last bit of the budget. */
    static PlanRequest request() {
        return request(MEMORY, Math.nextUp(CORES), A, B, C);
    }
}
