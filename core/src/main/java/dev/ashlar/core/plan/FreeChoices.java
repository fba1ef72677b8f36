/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chains of one network in which every block may choose without regard to the others.
 *
 * @param blocks for each block, in order, at least one variant
 */
public record FreeChoices(List<List<Variant>> blocks) {
    /*
     * A bound variant leaves no choice for any block before it. So the chains of a network are those without one, and
     * for each bound variant those in which it is the last one: what it is bound to, itself, and anything free behind.
     */
    public FreeChoices {
        blocks = List.copyOf(blocks);
    }

    /**
     * All chains that a network allows, each in exactly one of the parts.
     *
     * @param blocks for each block the variants that may be chosen; a part for which some block has none is left out
     */
    public static List<FreeChoices> of(List<List<Variant>> blocks) {
        List<List<Variant>> free = new ArrayList<>();
        for (List<Variant> variants : blocks) {
            free.add(free(variants));
        }
        List<FreeChoices> parts = new ArrayList<>();
        add(free, parts);
        for (int place = 0; place < blocks.size(); place++) {
            for (Variant last : blocks.get(place)) {
                List<List<Variant>> before = last.isFree() ? null : before(blocks, place, last);
                if (before != null) {
                    before.add(List.of(last));
                    before.addAll(free.subList(place + 1, free.size()));
                    add(before, parts);
                }
            }
        }
        return parts;
    }

    private static List<Variant> free(List<Variant> variants) {
        boolean all = true;
        for (Variant variant : variants) {
            all &= variant.isFree();
        }
        return all ? variants : variants.stream().filter(Variant::isFree).toList();
    }

    private static void add(List<List<Variant>> blocks, List<FreeChoices> parts) {
        for (List<Variant> variants : blocks) {
            if (variants.isEmpty()) {
                return;
            }
        }
        parts.add(new FreeChoices(blocks));
    }

    /** The variants that one is bound to, or null if these cannot be chosen together. */
    private static @Nullable List<List<Variant>> before(List<List<Variant>> blocks, int place, Variant bound) {
        List<List<Variant>> before = new ArrayList<>();
        for (int i = 0; i < place; i++) {
            DescendantId wanted = bound.behind().get(i);
            List<Variant> named = blocks.get(i).stream()
                    .filter(variant -> variant.id().equals(wanted) && variant.goesWith(bound.behind()))
                    .toList();
            if (named.isEmpty()) {
                return null;
            }
            before.add(named);
        }
        return before;
    }

    /** The least that a chain of any of these parts costs; 0 if there is none. */
    public static double least(List<FreeChoices> parts, ToDoubleFunction<Variant> cost) {
        double least = Double.POSITIVE_INFINITY;
        for (FreeChoices part : parts) {
            least = Math.min(least, part.least(cost));
        }
        return parts.isEmpty() ? 0 : least;
    }

    /** The least that a chain of any of these parts costs, in whole numbers; 0 if there is none. */
    public static long leastWhole(List<FreeChoices> parts, ToLongFunction<Variant> cost) {
        long least = Long.MAX_VALUE;
        for (FreeChoices part : parts) {
            least = Math.min(least, part.leastWhole(cost));
        }
        return parts.isEmpty() ? 0 : least;
    }

    private double least(ToDoubleFunction<Variant> cost) {
        double sum = 0;
        for (List<Variant> variants : blocks) {
            double least = Double.POSITIVE_INFINITY;
            for (Variant variant : variants) {
                least = Math.min(least, cost.applyAsDouble(variant));
            }
            sum += least;
        }
        return sum;
    }

    private long leastWhole(ToLongFunction<Variant> cost) {
        long sum = 0;
        for (List<Variant> variants : blocks) {
            long least = Long.MAX_VALUE;
            for (Variant variant : variants) {
                least = Math.min(least, cost.applyAsLong(variant));
            }
            sum += least;
        }
        return sum;
    }
}
