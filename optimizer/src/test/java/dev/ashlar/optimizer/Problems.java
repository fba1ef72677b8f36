/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small problems written by hand. */
final class Problems {
    private Problems() {}

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

    static List<PlanModel.Variant> block(PlanModel.Variant... variants) {
        return Arrays.asList(variants);
    }

    /** A network of base accuracy 0.9 without fixed costs. */
    @SafeVarargs
    static PlanModel model(String id, List<PlanModel.Variant>... blocks) {
        List<PlanModel.PlanBlock> made = new ArrayList<>();
        for (List<PlanModel.Variant> variants : blocks) {
            made.add(new PlanModel.PlanBlock(new BlockId("b" + made.size()), variants));
        }
        return new PlanModel(new ModelId(id), 0.9, 0, 0, made);
    }

    static StreamSpec stream(String id, String model, long periodNanos, long deadlineNanos) {
        return StreamSpec.of(id, model, Duration.ofNanos(periodNanos), Duration.ofNanos(deadlineNanos));
    }

    static PlanRequest request(List<StreamSpec> streams, long memory, double cores, PlanModel... models) {
        Map<ModelId, PlanModel> byId = new HashMap<>();
        for (PlanModel model : models) {
            byId.put(model.id(), model);
        }
        return PlanRequest.of(Workload.of(streams), byId, new ResourceBudget(Bytes.of(memory), cores));
    }
}
