/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chains of one network that lose least for the time they save, as far as drops add up; bound variants aside. */
public final class ChainFront {
    /*
     * The chains at the corners of the lower convex hull of time and drop over all chains. A block's own hull has steps
     * of rising price, drop per time saved; taking the steps of all blocks together in the order of their prices walks
     * the hull of the sums (Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004, section 11.2).
     */
    private record Step(int block, Variant to, double price) {}

    private ChainFront() {}

    /** The chains of a network, the slowest and most accurate first; each differs from the one before in one block. */
    public static List<BlockChain> of(PlanModel model) {
        List<DescendantId> choices = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < model.blocks().size(); i++) {
            List<Variant> variants = model.blocks().get(i).variants().stream()
                    .filter(Variant::isFree)
                    .toList();
            Variant best = variants.stream()
                    .min(Comparator.comparingDouble(Variant::accuracyDrop).thenComparingLong(Variant::nanos))
                    .orElseThrow();
            choices.add(best.id());
            Step step = next(i, variants, best);
            while (step != null) {
                steps.add(step);
                step = next(i, variants, step.to());
            }
        }
        steps.sort(Comparator.comparingDouble(Step::price).thenComparingInt(Step::block));
        List<BlockChain> chains = new ArrayList<>();
        BlockChain chain = new BlockChain(model.id(), choices);
        chains.add(chain);
        for (Step step : steps) {
            chain = chain.with(step.block(), step.to().id());
            chains.add(chain);
        }
        return chains;
    }

    /** The cheapest way to save time from here, or null if nothing is faster. */
    private static @Nullable Step next(int index, List<Variant> variants, Variant from) {
        Step best = null;
        for (Variant to : variants) {
            if (to.nanos() < from.nanos()) {
                double price = (to.accuracyDrop() - from.accuracyDrop()) / (from.nanos() - to.nanos());
                if (best == null
                        || price < best.price()
                        || (price == best.price() && to.nanos() < best.to().nanos())) {
                    best = new Step(index, to, price);
                }
            }
        }
        return best;
    }
}
