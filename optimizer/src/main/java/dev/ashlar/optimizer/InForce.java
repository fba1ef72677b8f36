/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds the chains of the plan in force among those of a problem. */
final class InForce {
    private InForce() {}

    /**
     * The chains in force, as far as they are still allowed.
     *
     * @param others for streams that the plan in force does not serve, or not as they may be served now
     * @return null if there is no plan in force, or none of its chains is left
     */
    static Column @Nullable [] columns(Instance instance, Column[] others) {
        Plan running = instance.request.rules().running();
        if (running == null) {
            return null;
        }
        Column[] columns = others.clone();
        boolean any = false;
        for (int s = 0; s < columns.length; s++) {
            StreamSpec stream = instance.streams.get(s);
            BlockChain chain = running.chains().get(stream.id());
            if (chain != null) {
                Column found = column(instance, s, chain, running.period(stream));
                any |= found != null;
                columns[s] = found == null ? columns[s] : found;
            }
        }
        return any ? columns : null;
    }

    private static @Nullable Column column(Instance instance, int stream, BlockChain chain, Duration period) {
        for (Mode mode : instance.modes.get(stream)) {
            if (mode.model().id().equals(chain.model()) && mode.period().equals(period)) {
                for (Part part : mode.parts()) {
                    int[] choices = choices(part, chain);
                    Column column = choices == null ? null : Column.of(mode, part, choices);
                    if (column != null
                            && column.nanos() <= mode.slackNanos()
                            && (!Double.isNaN(part.measured) || column.drops() <= mode.damageCap())) {
                        return column;
                    }
                }
            }
        }
        return null;
    }

    private static int @Nullable [] choices(Part part, BlockChain chain) {
        if (chain.choices().size() != part.blocks()) {
            return null;
        }
        int[] choices = new int[part.blocks()];
        for (int b = 0; b < choices.length; b++) {
            choices[b] = find(part.variants[b], chain.choices().get(b));
            if (choices[b] < 0) {
                return null;
            }
        }
        return choices;
    }

    private static int find(Variant[] variants, DescendantId id) {
        for (int v = 0; v < variants.length; v++) {
            if (variants[v].id().equals(id)) {
                return v;
            }
        }
        return -1;
    }
}
