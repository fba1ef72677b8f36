/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.CompositionFront;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Which compositions no other is predicted to beat in quality and one cost. */
final class BestCompositions {
    /*
     * A front is found with what adds up over blocks. Times that depend on neighbours, as between 8-bit blocks, and losses
     * that go through a link are told of each composition afterwards, and may put two of them in another order.
     */
    private final List<Best> all;

    /**
     * A composition worth choosing.
     *
     * @param chain the composition
     * @param forecast what is predicted of it
     */
    record Best(BlockChain chain, Composition.Forecast forecast) {}

    BestCompositions(List<Best> all) {
        this.all = List.copyOf(all);
    }

    static BestCompositions of(CompositionFront.Front front, Forecasts forecasts) {
        return new BestCompositions(front.points().stream()
                .map(point -> new Best(point.chain(), forecasts.of(point.chain())))
                .toList());
    }

    /** From the cheapest to the best, each dearer and better than the one before; thinned out to so many, the ends kept. */
    List<Best> by(ToDoubleFunction<Composition.Forecast> cost, int most) {
        Comparator<Best> cheapestFirst = Comparator.comparingDouble(each -> cost.applyAsDouble(each.forecast()));
        List<Best> sorted = new ArrayList<>(all);
        sorted.sort(cheapestFirst.thenComparing(
                Comparator.comparingDouble(BestCompositions::quality).reversed()));
        List<Best> stairs = new ArrayList<>();
        for (Best each : sorted) {
            if (stairs.isEmpty() || quality(each) > quality(stairs.get(stairs.size() - 1))) {
                stairs.add(each);
            }
        }
        return spread(stairs, most);
    }

    private static double quality(Best best) {
        return best.forecast().quality().value();
    }

    /** At most so many of a list, evenly spread, its ends among them. */
    private static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / Math.max(1, most - 1))));
        }
        return some;
    }
}
