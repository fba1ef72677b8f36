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

/** A planning problem in arrays: for each stream its modes, for each mode its chains, and the rows that couple them. */
final class Instance {
    /*
     * Costs are to be minimised: minus weight times accuracy, and what is paid for fetching and for changing. Content is
     * counted with the fewest bytes that it was measured with; where the measurements of one digest differ, that makes
     * bounds weaker, and plans are weighed exactly elsewhere (PlanState).
     */
    static final int CPU = 0;

    final PlanRequest request;
    final List<StreamSpec> streams;
    final List<List<Mode>> modes;

    /** Budgets of the load rows: processor time, and energy if that has a budget. */
    final double[] budgets;

    /** Memory left once the networks are counted that are in use whatever is chosen; may be negative. */
    final long memory;

    /** Bytes by digest. */
    final long[] bytes;

    /** Whether some digest was measured with different bytes, so that costs and bytes are a little more than told here. */
    final boolean uneven;

    /** What using a digest costs for fetching. */
    final double[] fetch;

    /** How many streams could use a digest. */
    final int[] sharers;

    final Map<Digest, Integer> digestIndex = new LinkedHashMap<>();

    private Instance(PlanRequest request, List<List<Mode>> modes, double[] budgets, long memory, Builder builder) {
        this.request = request;
        this.streams = request.workload().streams();
        this.modes = modes;
        this.budgets = budgets;
        this.memory = memory;
        int count = builder.count;
        this.bytes = Arrays.copyOf(builder.bytes, count);
        this.uneven = builder.uneven;
        this.digestIndex.putAll(builder.index);
        this.fetch = new double[count];
        this.sharers = new int[count];
        builder.index.forEach((digest, d) ->
                fetch[d] = request.resident().contains(digest) ? 0 : request.switchingCostPerKiB() * bytes[d] / 1024.0);
        int[] last = new int[count];
        for (int s = 0; s < modes.size(); s++) {
            for (Mode mode : modes.get(s)) {
                if (mode.network() >= 0) {
                    share(mode.network(), s, last);
                }
                for (Part part : mode.parts()) {
                    for (int[] row : part.digests) {
                        for (int d : row) {
                            share(d, s, last);
                        }
                    }
                }
            }
        }
    }

    private void share(int digest, int stream, int[] last) {
        if (last[digest] != stream + 1) {
            last[digest] = stream + 1;
            sharers[digest]++;
        }
    }

    boolean hasShared() {
        for (int count : sharers) {
            if (count > 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether some stream has no chain left, so that no plan exists. */
    boolean isExhausted() {
        return memory < 0 || modes.stream().anyMatch(List::isEmpty);
    }

    static Instance of(PlanRequest request) {
        return of(request, Demands.NONE);
    }

    /** A problem in which streams demand more than they say. */
    static Instance of(PlanRequest request, Demands demands) {
        return new Builder(request, demands).build();
    }

    /** This problem without the choices that were struck out. */
    Instance without(boolean[][][][][] struck) {
        List<List<Mode>> left = new ArrayList<>();
        for (int s = 0; s < modes.size(); s++) {
            List<Mode> kept = new ArrayList<>();
            for (int m = 0; m < modes.get(s).size(); m++) {
                Mode mode = modes.get(s).get(m);
                List<Part> parts = new ArrayList<>();
                for (int p = 0; p < mode.parts().size(); p++) {
                    Part part = without(mode.parts().get(p), struck[s][m][p]);
                    if (part != null) {
                        parts.add(part);
                    }
                }
                if (!parts.isEmpty()) {
                    kept.add(new Mode(
                            mode.model(),
                            mode.period(),
                            mode.weight(),
                            mode.slackNanos(),
                            mode.damageCap(),
                            mode.perNano(),
                            mode.perNanojoule(),
                            mode.network(),
                            parts));
                }
            }
            left.add(kept);
        }
        Builder builder = new Builder(request, Demands.NONE);
        builder.index.putAll(digestIndex);
        builder.bytes = bytes.clone();
        builder.count = bytes.length;
        builder.uneven = uneven;
        return new Instance(request, left, budgets, memory, builder);
    }

    private static @org.jspecify.annotations.Nullable Part without(Part part, boolean[][] struck) {
        List<List<Variant>> blocks = new ArrayList<>();
        int[][] digests = new int[part.blocks()][];
        double[][] changes = new double[part.blocks()][];
        for (int b = 0; b < part.blocks(); b++) {
            List<Variant> kept = new ArrayList<>();
            digests[b] = new int[part.variants[b].length];
            changes[b] = new double[part.variants[b].length];
            for (int v = 0; v < part.variants[b].length; v++) {
                if (!struck[b][v]) {
                    digests[b][kept.size()] = part.digests[b][v];
                    changes[b][kept.size()] = part.changes[b][v];
                    kept.add(part.variants[b][v]);
                }
            }
            if (kept.isEmpty()) {
                return null;
            }
            digests[b] = Arrays.copyOf(digests[b], kept.size());
            changes[b] = Arrays.copyOf(changes[b], kept.size());
            blocks.add(kept);
        }
        return new Part(blocks, digests, changes, part.measured);
    }

    /** Makes the arrays of one problem. */
    private static final class Builder {
        private final PlanRequest request;
        private final Map<Digest, Integer> index = new LinkedHashMap<>();
        private final Map<ModelId, Integer> networks = new HashMap<>();
        private final Map<ModelId, List<List<Variant>>> choices = new HashMap<>();
        private final Map<Same, List<Part>> made = new HashMap<>();
        private long[] bytes = new long[64];
        private int count;
        private boolean uneven;

        private final Demands demands;

        private record Same(ModelId model, List<List<Variant>> allowed) {}

        Builder(PlanRequest request, Demands demands) {
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
            stream.rateSteps().stream()
                    .filter(step -> step.utility() != null)
                    .forEach(step -> periods.add(step.period()));
            List<Mode> modes = new ArrayList<>();
            for (ModelId id : stream.models()) {
                PlanModel model = request.model(id);
                long most = model.tails().longest(stream.deadlinePercentile(), stream.deadline());
                List<Part> parts = most < model.fixedNanos() ? List.of() : parts(stream, model);
                int network = sure.contains(id) ? -1 : network(model);
                for (Duration period : periods) {
                    long slack = demands.slackNanos(stream, model, period);
                    if (!parts.isEmpty() && slack >= 0) {
                        modes.add(mode(stream, model, period, slack, network, parts, budgets));
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
            perNano[CPU] = 1.0 / period.toNanos();
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
                            .filter(part ->
                                    Double.isNaN(part.measured) ? part.leastDrops() <= cap : part.measured >= least)
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

        private static @org.jspecify.annotations.Nullable List<List<Variant>> chain(
                List<List<Variant>> allowed, List<DescendantId> names) {
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
}
