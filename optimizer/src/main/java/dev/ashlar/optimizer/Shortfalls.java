/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.CpuLoad;
import dev.ashlar.core.plan.FreeChoices;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the demands that no choice can meet, each looked at for itself. */
final class Shortfalls {
    /*
     * The least that a chain needs is exact for deadlines, floors and CPU, where blocks influence each other only by
     * what bound variants are bound to. For memory it is exact if no digest is named by two blocks. Where one is, each
     * of its n blocks is charged the nth part of it, which together never exceeds what any plan occupies: a bound that
     * may miss a shortfall, and never invents one.
     */
    private static final double NANOS_PER_MILLI = 1e6;

    private Shortfalls() {}

    /** The demands of one stream that no budget could meet. */
    static List<Shortfall> ofStream(PlanRequest request, StreamSpec stream) {
        List<Shortfall> found = new ArrayList<>();
        long least = Long.MAX_VALUE;
        double best = Double.NEGATIVE_INFINITY;
        for (ModelId id : stream.models()) {
            PlanModel model = request.model(id);
            List<FreeChoices> parts = model.chains();
            least = Math.min(least, late(stream, model, leastNanos(model, parts)));
            best = Math.max(best, mostAccuracy(model, parts));
        }
        checkDeadline(stream, least, found);
        checkFloor(stream, best, found);
        return found;
    }

    static List<Shortfall> of(PlanRequest request) {
        List<Shortfall> found = new ArrayList<>();
        Map<ModelId, PlanModel> used = new LinkedHashMap<>();
        Map<ModelId, List<FreeChoices>> chains = new HashMap<>();
        CpuLoad cpu = new CpuLoad();
        for (StreamSpec stream : request.workload().streams()) {
            long least = Long.MAX_VALUE;
            long late = Long.MAX_VALUE;
            double best = Double.NEGATIVE_INFINITY;
            for (ModelId id : stream.models()) {
                PlanModel model = request.model(id);
                if (stream.alternatives().isEmpty()) {
                    used.put(id, model);
                }
                List<FreeChoices> parts = chains.computeIfAbsent(id, unseen -> model.chains());
                long nanos = leastNanos(model, parts);
                least = Math.min(least, nanos);
                late = Math.min(late, late(stream, model, nanos));
                best = Math.max(best, mostAccuracy(model, parts));
            }
            cpu.add(least, slowest(stream));
            checkDeadline(stream, late, found);
            checkFloor(stream, best, found);
        }
        double cores = request.budget().cpuCores();
        if (cpu.exceeds(cores)) {
            found.add(new Shortfall("cpu", cpu.cores(), cores, "cores"));
        }
        long bytes = leastBytes(used.values(), chains);
        long memory = request.budget().memory().count();
        if (bytes > memory) {
            found.add(new Shortfall("memory", bytes, memory, "bytes"));
        }
        return found;
    }

    private static long leastNanos(PlanModel model, List<FreeChoices> parts) {
        return model.fixedNanos() + FreeChoices.leastWhole(parts, PlanModel.Variant::nanos);
    }

    private static long late(StreamSpec stream, PlanModel model, long nanos) {
        return model.tails().at(stream.deadlinePercentile(), nanos);
    }

    private static void checkDeadline(StreamSpec stream, long nanos, List<Shortfall> found) {
        long deadline = stream.deadline().toNanos();
        if (nanos > deadline) {
            found.add(new Shortfall(
                    "deadline of " + stream.id(), nanos / NANOS_PER_MILLI, deadline / NANOS_PER_MILLI, "ms"));
        }
    }

    /** The longest period among those that are a choice. */
    private static Duration slowest(StreamSpec stream) {
        Duration slowest = stream.period();
        for (RateStep step : stream.rateSteps()) {
            slowest = step.utility() == null ? slowest : step.period();
        }
        return slowest;
    }

    /** The most accuracy that any chain of a network has, by measurement or prediction. */
    static double mostAccuracy(PlanModel model, List<FreeChoices> parts) {
        double predicted =
                model.baseAccuracy() - model.link().loss(FreeChoices.least(parts, PlanModel.Variant::accuracyDrop));
        return model.measured().values().stream()
                .mapToDouble(Double::doubleValue)
                .reduce(predicted, Math::max);
    }

    private static void checkFloor(StreamSpec stream, double best, List<Shortfall> found) {
        if (!stream.admits(best)) {
            found.add(new Shortfall("accuracy floor of " + stream.id(), stream.accuracyFloor(), best, "accuracy"));
        }
    }

    private static long leastBytes(Collection<PlanModel> models, Map<ModelId, List<FreeChoices>> chains) {
        Map<Digest, Naming> namings = new HashMap<>();
        int place = 0;
        for (PlanModel model : models) {
            for (PlanModel.PlanBlock block : model.blocks()) {
                place++;
                for (PlanModel.Variant variant : block.variants()) {
                    namings.computeIfAbsent(variant.digest(), unseen -> new Naming())
                            .in(place);
                }
            }
        }
        long sum = 0;
        for (PlanModel model : models) {
            sum += model.fixedBytes();
            sum += FreeChoices.leastWhole(chains.getOrDefault(model.id(), List.of()), variant -> {
                Naming naming = namings.get(variant.digest());
                return naming == null ? variant.bytes() : variant.bytes() / naming.blocks;
            });
        }
        return sum;
    }

    /** By how many blocks a digest is named. */
    private static final class Naming {
        private int blocks;
        private int last;

        /** Blocks are told one after the other. */
        void in(int block) {
            blocks += last == block ? 0 : 1;
            last = block;
        }
    }
}
