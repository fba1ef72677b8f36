/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.workload.StreamId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a plan is as it is.
 *
 * @param budgets what the plan takes of each budget
 * @param gains what a little more of each budget would bring, for those of which more brings anything
 * @param changes what is different for each stream against the plan before, one sentence each
 * @param refused the single exchange of a descendant that would bring most and does not fit, null if there is none
 */
public record Explanation(
        List<BudgetUse> budgets, List<Gain> gains, List<String> changes, @Nullable RefusedChoice refused) {
    public static final Explanation NONE = new Explanation(List.of(), List.of(), List.of(), null);

    public Explanation {
        budgets = List.copyOf(budgets);
        gains = List.copyOf(gains);
        changes = List.copyOf(changes);
    }

    /**
     * What a plan takes of a budget.
     *
     * @param what such as {@code memory}
     * @param used by the plan, in {@code unit}
     * @param available the budget
     * @param unit of both
     * @param binds whether more of it would bring something
     */
    public record BudgetUse(String what, double used, double available, String unit, boolean binds) {}

    /**
     * What a little more of a budget would bring, as planned anew.
     *
     * @param what the budget
     * @param more how much more, in {@code unit}
     * @param unit of it
     * @param gain in units of the objective
     * @param stream the stream whose accuracy gains most, null if none gains any
     * @param points what it gains, in points of 1/100
     */
    public record Gain(String what, double more, String unit, double gain, @Nullable StreamId stream, double points) {

        /** For people, such as {@code 8 MiB more memory: +0.6 points on door-cam}. */
        @Override
        public String toString() {
            String amount = unit.equals("bytes")
                    ? String.format(Locale.ROOT, "%.3g MiB", more / (1 << 20))
                    : String.format(Locale.ROOT, "%.3g %s", more, unit);
            return stream == null
                    ? String.format(Locale.ROOT, "%s more %s: +%.4g in the objective", amount, what, gain)
                    : String.format(Locale.ROOT, "%s more %s: +%.1f points on %s", amount, what, points, stream);
        }
    }

    /**
     * An exchange of one descendant that does not fit.
     *
     * @param stream whose
     * @param block which block
     * @param descendant what it would get
     * @param points what the stream would gain, in points of 1/100
     * @param why what stands in the way, one sentence
     */
    public record RefusedChoice(StreamId stream, BlockId block, DescendantId descendant, double points, String why) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%s in block %s of %s: +%.1f points, but: %s", descendant, block, stream, points, why);
        }
    }
}
