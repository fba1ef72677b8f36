/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.FreeChoices;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left to choose once every variant is struck out that no plan can hold or no best plan needs.
 *
 * @param request the whole problem
 * @param streams one for each stream of the workload, in its order
 */
record Choices(PlanRequest request, List<OfStream> streams) {
    Choices {
        streams = List.copyOf(streams);
    }

    /**
     * What is left for one stream.
     *
     * @param spec the stream
     * @param model its network, with all variants
     * @param blocks for each block the variants left; may be none
     */
    record OfStream(StreamSpec spec, PlanModel model, List<List<PlanModel.Variant>> blocks) {
        OfStream {
            blocks = List.copyOf(blocks);
        }

        /** All chains that are left; none if no chain can be made of what is left. */
        List<FreeChoices> chains() {
            return FreeChoices.of(blocks);
        }
    }

    static Choices of(PlanRequest request) {
        Map<ModelId, PlanModel> used = new HashMap<>();
        request.workload().streams().forEach(stream -> used.put(stream.model(), request.model(stream)));
        Dominance dominance = new Dominance(request, used.values());
        Map<ModelId, List<List<PlanModel.Variant>>> undominated = new HashMap<>();
        used.values().forEach(model -> undominated.put(model.id(), dominance.undominated(model)));
        long free = request.budget().memory().count() - fixedBytes(used.values());
        List<OfStream> streams = new ArrayList<>();
        for (StreamSpec spec : request.workload().streams()) {
            PlanModel model = request.model(spec);
            List<List<PlanModel.Variant>> blocks = undominated.getOrDefault(model.id(), List.of());
            streams.add(new OfStream(spec, model, possible(request, spec, model, blocks, free)));
        }
        return new Choices(request, streams);
    }

    static long fixedBytes(Iterable<PlanModel> models) {
        long sum = 0;
        for (PlanModel model : models) {
            sum += model.fixedBytes();
        }
        return sum;
    }

    /** The variants that alone break no limit: in time with the fastest others, within memory and CPU by themselves. */
    private static List<List<PlanModel.Variant>> possible(
            PlanRequest request, StreamSpec spec, PlanModel model, List<List<PlanModel.Variant>> blocks, long free) {
        long fastest = model.fixedNanos();
        for (List<PlanModel.Variant> variants : blocks) {
            fastest += least(variants);
        }
        long slack = spec.deadline().toNanos() - fastest;
        // The rounding of this product is far below its last factor, so nothing possible is struck out.
        double cpu = request.budget().cpuCores() * spec.period().toNanos() * (1 + 1e-9) + 1;
        List<List<PlanModel.Variant>> left = new ArrayList<>();
        for (List<PlanModel.Variant> variants : blocks) {
            long latest = slack + least(variants);
            left.add(variants.stream()
                    .filter(variant -> variant.nanos() <= latest && variant.nanos() <= cpu && variant.bytes() <= free)
                    .filter(variant -> isBoundToSome(variant, left))
                    .toList());
        }
        return left;
    }

    private static boolean isBoundToSome(PlanModel.Variant variant, List<List<PlanModel.Variant>> before) {
        boolean all = true;
        for (int i = 0; i < variant.behind().size(); i++) {
            DescendantId wanted = variant.behind().get(i);
            all &= before.get(i).stream().anyMatch(left -> left.id().equals(wanted));
        }
        return all;
    }

    private static long least(List<PlanModel.Variant> variants) {
        return variants.stream().mapToLong(PlanModel.Variant::nanos).min().orElse(0);
    }

    /** No plan is worth more than this: every stream with its most accurate chain, and nothing to fetch. */
    double mostValue() {
        double value = 0;
        for (OfStream stream : streams) {
            double drop = FreeChoices.least(stream.chains(), PlanModel.Variant::accuracyDrop);
            value += stream.spec().weight() * (stream.model().baseAccuracy() - drop);
        }
        return value;
    }

    /** Whether some stream has no chain left, so that no plan exists. */
    boolean areExhausted() {
        return streams.stream().anyMatch(stream -> stream.chains().isEmpty());
    }
}
