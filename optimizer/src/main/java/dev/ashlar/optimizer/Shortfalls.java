/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.CpuLoad;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Finds the demands that no choice can meet, each looked at for itself. */
final class Shortfalls {
    /*
     * The least that a choice needs is exact for deadlines, floors and CPU, where blocks do not influence each other.
     * For memory it is exact if no digest is named by two blocks. Where one is, each of its n blocks is charged the nth
     * part of it, which together never exceeds what any plan occupies: a bound that may miss a shortfall, and never
     * invents one.
     */
    private static final double NANOS_PER_MILLI = 1e6;

    private Shortfalls() {}

    static List<Shortfall> of(PlanRequest request) {
        List<Shortfall> found = new ArrayList<>();
        Map<ModelId, PlanModel> used = new HashMap<>();
        CpuLoad cpu = new CpuLoad();
        for (StreamSpec stream : request.workload().streams()) {
            PlanModel model = request.model(stream);
            used.put(model.id(), model);
            long nanos = model.fixedNanos() + least(model, PlanModel.Variant::nanos);
            cpu.add(nanos, stream.period());
            checkDeadline(stream, nanos, found);
            checkFloor(stream, model, found);
        }
        double cores = request.budget().cpuCores();
        if (cpu.exceeds(cores)) {
            found.add(new Shortfall("cpu", cpu.cores(), cores, "cores"));
        }
        long bytes = leastBytes(List.copyOf(used.values()));
        long memory = request.budget().memory().count();
        if (bytes > memory) {
            found.add(new Shortfall("memory", bytes, memory, "bytes"));
        }
        return found;
    }

    private static void checkDeadline(StreamSpec stream, long nanos, List<Shortfall> found) {
        long deadline = stream.deadline().toNanos();
        if (nanos > deadline) {
            found.add(new Shortfall(
                    "deadline of " + stream.id(), nanos / NANOS_PER_MILLI, deadline / NANOS_PER_MILLI, "ms"));
        }
    }

    private static void checkFloor(StreamSpec stream, PlanModel model, List<Shortfall> found) {
        ToDoubleFunction<PlanModel.Variant> drop = PlanModel.Variant::accuracyDrop;
        double best = model.baseAccuracy();
        for (PlanModel.PlanBlock block : model.blocks()) {
            best -= block.variants().stream().mapToDouble(drop).min().orElse(0);
        }
        if (!stream.admits(best)) {
            found.add(new Shortfall("accuracy floor of " + stream.id(), stream.accuracyFloor(), best, "accuracy"));
        }
    }

    private static long leastBytes(List<PlanModel> models) {
        Map<Digest, Integer> blocks = new HashMap<>();
        for (PlanModel model : models) {
            for (PlanModel.PlanBlock block : model.blocks()) {
                block.variants().stream()
                        .map(PlanModel.Variant::digest)
                        .distinct()
                        .forEach(digest -> blocks.merge(digest, 1, Integer::sum));
            }
        }
        long sum = Choices.fixedBytes(models);
        for (PlanModel model : models) {
            sum += least(model, variant -> variant.bytes() / blocks.getOrDefault(variant.digest(), 1));
        }
        return sum;
    }

    private static long least(PlanModel model, ToLongFunction<PlanModel.Variant> cost) {
        long sum = 0;
        for (PlanModel.PlanBlock block : model.blocks()) {
            sum += block.variants().stream().mapToLong(cost).min().orElse(0);
        }
        return sum;
    }
}
