/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.workload.StreamId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans that are made without search, block by block, to start from and to fall back on. */
final class StartPlans {
    private static final Comparator<PlanModel.Variant> ACCURATE =
            Comparator.comparingDouble(PlanModel.Variant::accuracyDrop);
    private static final Comparator<PlanModel.Variant> SMALL = Comparator.comparingLong(PlanModel.Variant::bytes);
    private static final Comparator<PlanModel.Variant> FAST = Comparator.comparingLong(PlanModel.Variant::nanos);

    private final Choices choices;

    StartPlans(Choices choices) {
        this.choices = choices;
    }

    /** The most accurate variant of every block, wherever accuracy allows one that is resident, small and fast. */
    Plan mostAccurate() {
        return each(ACCURATE.thenComparing(fetched()).thenComparing(SMALL).thenComparing(FAST));
    }

    /** The best of the simple plans that are allowed, or null if none is. */
    @Nullable
    Incumbent best() {
        List<Plan> simple = List.of(
                mostAccurate(),
                each(fetched().thenComparing(ACCURATE).thenComparing(SMALL)),
                each(SMALL.thenComparing(FAST).thenComparing(ACCURATE)),
                each(FAST.thenComparing(SMALL).thenComparing(ACCURATE)),
                each(Comparator.comparingDouble(
                        variant -> Math.log1p((double) variant.nanos()) + Math.log1p((double) variant.bytes()))));
        Incumbent best = null;
        for (Plan plan : simple) {
            if (PlanAudit.violations(choices.request(), plan).isEmpty()) {
                best = Incumbent.better(best, Incumbent.of(choices.request(), plan));
            }
        }
        return best;
    }

    /**
     * Whether no plan is worth more than the most accurate one: it is allowed, and nothing is paid for fetching.
     */
    boolean isUnsurpassed(Plan mostAccurate) {
        return PlanAudit.violations(choices.request(), mostAccurate).isEmpty()
                && (choices.request().switchingCostPerKiB() == 0
                        || PlanForecast.of(choices.request(), mostAccurate).fetchBytes() == 0);
    }

    private Comparator<PlanModel.Variant> fetched() {
        return Comparator.comparing(variant -> !choices.request().resident().contains(variant.digest()));
    }

    private Plan each(Comparator<PlanModel.Variant> order) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        for (Choices.OfStream stream : choices.streams()) {
            List<DescendantId> chain = stream.blocks().stream()
                    .map(variants -> variants.stream().min(order).orElseThrow().id())
                    .toList();
            chains.put(stream.spec().id(), new BlockChain(stream.model().id(), chain));
        }
        return Plan.of(chains);
    }
}
