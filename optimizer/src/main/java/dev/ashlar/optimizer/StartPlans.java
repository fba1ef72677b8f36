/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.FreeChoices;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.workload.StreamId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Plans that are made without search, block by block, to start from and to fall back on. */
final class StartPlans {
    /*
     * A plan takes for each stream the chain of the least sum of a first cost, of a second one where that is equal, and
     * so on. Where every block may choose without regard to the others, that is each block's least in the same order;
     * of the parts into which bound variants divide the chains, the least wins.
     */
    private static final ToDoubleFunction<Variant> DROP = Variant::accuracyDrop;
    private static final ToDoubleFunction<Variant> SIZE = Variant::bytes;
    private static final ToDoubleFunction<Variant> TIME = Variant::nanos;

    private final Choices choices;
    private final ToDoubleFunction<Variant> fetching;
    private final List<List<FreeChoices>> chains;

    StartPlans(Choices choices) {
        this.choices = choices;
        this.fetching = variant -> choices.request().resident().contains(variant.digest()) ? 0 : 1;
        this.chains = choices.streams().stream().map(Choices.OfStream::chains).toList();
    }

    /** The most accurate chain of every stream, wherever accuracy allows one that is resident, small and fast. */
    Plan mostAccurate() {
        return least(List.of(DROP, fetching, SIZE, TIME));
    }

    /** The best of the simple plans that are allowed, or null if none is. */
    @Nullable
    Incumbent best() {
        List<Plan> simple = List.of(
                mostAccurate(),
                least(List.of(fetching, DROP, SIZE)),
                least(List.of(SIZE, TIME, DROP)),
                least(List.of(TIME, SIZE, DROP)),
                least(List.of(variant -> Math.log1p((double) variant.nanos()) + Math.log1p((double) variant.bytes()))));
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

    private Plan least(List<ToDoubleFunction<Variant>> costs) {
        Map<StreamId, BlockChain> plan = new HashMap<>();
        for (int s = 0; s < chains.size(); s++) {
            Choices.OfStream stream = choices.streams().get(s);
            List<DescendantId> chain = chains.get(s).stream()
                    .map(part -> least(part, costs))
                    .min(order(costs, StartPlans::sum))
                    .orElseThrow()
                    .stream()
                    .map(Variant::id)
                    .toList();
            plan.put(stream.spec().id(), new BlockChain(stream.model().id(), chain));
        }
        return Plan.of(plan);
    }

    private static List<Variant> least(FreeChoices part, List<ToDoubleFunction<Variant>> costs) {
        Comparator<Variant> order = order(costs, (variant, cost) -> cost.applyAsDouble(variant));
        return part.blocks().stream()
                .map(variants -> variants.stream().min(order).orElseThrow())
                .toList();
    }

    private static double sum(List<Variant> chain, ToDoubleFunction<Variant> cost) {
        return chain.stream().mapToDouble(cost).sum();
    }

    /** By the first cost, then by the second, and so on. */
    private static <T> Comparator<T> order(
            List<ToDoubleFunction<Variant>> costs, ToDoubleBiFunction<T, ToDoubleFunction<Variant>> value) {
        return (left, right) -> costs.stream()
                .mapToInt(cost -> Double.compare(value.applyAsDouble(left, cost), value.applyAsDouble(right, cost)))
                .filter(difference -> difference != 0)
                .findFirst()
                .orElse(0);
    }
}
