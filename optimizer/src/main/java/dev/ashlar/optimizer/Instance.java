/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** What streams demand beyond what they say. */
    final Demands demands;

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

    /** How many choices all chains leave, those of each block of each part counted by themselves. */
    final long choices;

    final Map<Digest, Integer> digestIndex = new LinkedHashMap<>();

    Instance(PlanRequest request, List<List<Mode>> modes, double[] budgets, long memory, InstanceBuilder builder) {
        this.request = request;
        this.streams = request.workload().streams();
        this.modes = modes;
        this.demands = builder.demands;
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
        long sum = 0;
        for (int s = 0; s < modes.size(); s++) {
            for (Mode mode : modes.get(s)) {
                if (mode.network() >= 0) {
                    share(mode.network(), s, last);
                }
                for (Part part : mode.parts()) {
                    for (int[] row : part.digests) {
                        sum += row.length;
                        for (int d : row) {
                            share(d, s, last);
                        }
                    }
                }
            }
        }
        this.choices = sum;
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

    /** Whether a plan keeps all limits, exactly, and meets all demands. */
    boolean admits(Plan plan) {
        return PlanAudit.violations(request, plan).isEmpty() && demands.areMetBy(request, plan);
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
        return new InstanceBuilder(request, demands).build();
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
        InstanceBuilder builder = new InstanceBuilder(request, demands);
        builder.index.putAll(digestIndex);
        builder.bytes = bytes.clone();
        builder.count = bytes.length;
        builder.uneven = uneven;
        return new Instance(request, left, budgets, memory, builder);
    }

    private static @Nullable Part without(Part part, boolean[][] struck) {
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
}
