/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.FreeChoices;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the arrays of one problem. */
final class InstanceBuilder {
    private final PlanRequest request;
    final Map<Digest, Integer> index = new LinkedHashMap<>();
    private final Map<ModelId, Integer> networks = new HashMap<>();
    private final Map<ModelId, List<List<Variant>>> choices = new HashMap<>();
    private final Map<Same, List<Part>> made = new HashMap<>();
    long[] bytes = new long[64];
    int count;
    boolean uneven;

    final Demands demands;

    private record Same(ModelId model, List<List<Variant>> allowed) {}

    InstanceBuilder(PlanRequest request, Demands demands) {
        this.request = request;
        this.demands = demands;
    }

    Instance build() {
        Map<ModelId, PlanModel> used = new LinkedHashMap<>();
        Set<ModelId> sure = new HashSet<>();
        for (StreamSpec stream : request.workload().streams()) {
            stream.models().forEach(id -> used.put(id, request.model(id)));
            if (stream.alternatives().isEmpty()) {
                sure.add(stream.model());
            }
        }
        long memory = request.budget().memory().count();
        for (ModelId id : sure) {
            memory = Math.max(-1, memory - request.model(id).fixedBytes());
        }
        Dominance dominance = new Dominance(request, used.values());
        used.forEach((id, model) -> choices.put(id, dominance.undominated(model)));
        double watts = request.budget().watts();
        double[] budgets = Double.isFinite(watts)
                ? new double[] {request.budget().cpuCores(), watts}
                : new double[] {request.budget().cpuCores()};
        Demands.Scheduling scheduling = demands.scheduling();
        if (scheduling != null) {
            budgets = Arrays.copyOf(budgets, budgets.length + 1);
            budgets[budgets.length - 1] = scheduling.density();
        }
        List<List<Mode>> modes = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            modes.add(modes(stream, sure, budgets));
        }
        return new Instance(request, modes, budgets, memory, this);
    }

    private List<Mode> modes(StreamSpec stream, Set<ModelId> sure, double[] budgets) {
        List<Duration> periods = new ArrayList<>();
        periods.add(stream.period());
        stream.rateSteps().stream().filter(step -> step.utility() != null).forEach(step -> periods.add(step.period()));
        List<Mode> modes = new ArrayList<>();
        for (ModelId id : stream.models()) {
            PlanModel model = request.model(id);
            long most = model.tails().longest(stream.deadlinePercentile(), stream.deadline());
            List<Part> parts = most < model.fixedNanos() ? List.of() : parts(stream, model);
            int network = sure.contains(id) ? -1 : network(model);
            for (Duration period : periods) {
                long slack = demands.slackNanos(stream, model, period);
                Mode mode = slack < 0 ? null : mode(stream, model, period, slack, network, parts, budgets);
                if (mode != null && !mode.parts().isEmpty()) {
                    modes.add(mode);
                }
            }
        }
        return modes;
    }

    private Mode mode(
            StreamSpec stream,
            PlanModel model,
            Duration period,
            long slack,
            int network,
            List<Part> parts,
            double[] budgets) {
        double[] perNano = new double[budgets.length];
        double[] perNanojoule = new double[budgets.length];
        perNano[Instance.CPU] = 1.0 / period.toNanos();
        if (Double.isFinite(request.budget().watts())) {
            perNanojoule[1] = 1.0 / period.toNanos();
        }
        Demands.Scheduling scheduling = demands.scheduling();
        if (scheduling != null) {
            perNano[budgets.length - 1] = scheduling.slowdown()
                    * model.tails().factor(stream.deadlinePercentile())
                    / Demands.window(stream, period);
        }
        double least = demands.least(stream.id()) / stream.utility(period);
        double cap = damageCap(stream, model, least);
        return new Mode(
                model,
                period,
                stream.weight() * stream.utility(period),
                slack,
                cap,
                perNano,
                perNanojoule,
                network,
                parts.stream()
                        .filter(part -> Double.isNaN(part.measured) ? part.leastDrops() <= cap : part.measured >= least)
                        .toList());
    }

    /** The most damage that the floor admits, found by bisection of the link, which never falls. */
    private static double damageCap(StreamSpec stream, PlanModel model, double least) {
        double floor = stream.accuracyFloor() == 0
                ? least
                : Math.max(least, stream.accuracyFloor() - StreamSpec.FLOOR_TOLERANCE);
        double loss = model.baseAccuracy() - floor;
        if (floor == Double.NEGATIVE_INFINITY || model.link().loss(1e6) <= loss) {
            return Double.POSITIVE_INFINITY;
        }
        if (model.link().isIdentity()) {
            return loss;
        }
        double low = -1e6;
        double high = 1e6;
        for (int i = 0; i < 200 && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (model.link().loss(middle) <= loss) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int network(PlanModel model) {
        return networks.computeIfAbsent(model.id(), id -> add(model.fixedBytes()));
    }

    private int add(long size) {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * count);
        }
        bytes[count] = size;
        return count++;
    }

    private List<Part> parts(StreamSpec stream, PlanModel model) {
        List<List<Variant>> allowed =
                new Allowed(request, stream, model, demands).of(choices.getOrDefault(model.id(), List.of()));
        // Streams of the same choices share their arrays, unless a plan in force tells them apart.
        boolean alike = request.rules().changeCostPerBlock() == 0;
        List<Part> known = alike && stream.accuracyFloor() == 0 ? made.get(new Same(model.id(), allowed)) : null;
        if (known != null) {
            return known;
        }
        List<Part> parts = new ArrayList<>();
        for (FreeChoices free : FreeChoices.of(allowed)) {
            parts.add(part(stream, model, free.blocks(), Double.NaN));
        }
        for (Map.Entry<List<DescendantId>, Double> composition :
                model.measured().entrySet()) {
            List<List<Variant>> chain = chain(allowed, composition.getKey());
            if (chain != null && stream.admits(composition.getValue())) {
                parts.add(part(stream, model, chain, composition.getValue()));
            }
        }
        if (alike && stream.accuracyFloor() == 0) {
            made.put(new Same(model.id(), allowed), parts);
        }
        return parts;
    }

    private static @Nullable List<List<Variant>> chain(List<List<Variant>> allowed, List<DescendantId> names) {
        List<List<Variant>> chain = new ArrayList<>();
        for (int b = 0; b < names.size(); b++) {
            DescendantId name = names.get(b);
            List<Variant> named = allowed.get(b).stream()
                    .filter(variant -> variant.id().equals(name) && variant.goesWith(names))
                    .toList();
            if (named.isEmpty()) {
                return null;
            }
            chain.add(named);
        }
        return chain;
    }

    private Part part(StreamSpec stream, PlanModel model, List<List<Variant>> blocks, double measured) {
        int[][] digests = new int[blocks.size()][];
        double[][] changes = new double[blocks.size()][];
        for (int b = 0; b < blocks.size(); b++) {
            List<Variant> variants = blocks.get(b);
            digests[b] = new int[variants.size()];
            changes[b] = new double[variants.size()];
            for (int v = 0; v < variants.size(); v++) {
                Variant variant = variants.get(v);
                Integer known = index.get(variant.digest());
                if (known == null) {
                    known = add(variant.bytes());
                    index.put(variant.digest(), known);
                }
                uneven |= bytes[known] != variant.bytes();
                bytes[known] = Math.min(bytes[known], variant.bytes());
                digests[b][v] = known;
                changes[b][v] = changeCost(stream, model, b, variant.id());
            }
        }
        return new Part(blocks, digests, changes, measured);
    }

    private double changeCost(StreamSpec stream, PlanModel model, int block, DescendantId choice) {
        double cost = request.rules().changeCostPerBlock();
        var running = request.rules().running();
        var before = cost == 0 || running == null ? null : running.chains().get(stream.id());
        if (before == null) {
            return 0;
        }
        boolean same = before.model().equals(model.id())
                && before.choices().size() == model.blocks().size()
                && before.choices().get(block).equals(choice);
        return same ? 0 : cost;
    }
}
