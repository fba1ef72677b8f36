/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.core.block.BlockChain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/** Under every budget the composition and the whole network that are best by validation, side by side on the test images. */
final class BudgetRace {
    /*
     * Budgets are spread evenly from the cheapest whole network to the original, and lie exactly at every whole network
     * too: there they are at their best, since nothing of the budget is left over.
     */
    private static final int EVEN = 12;

    private final Scored ours;
    private final Scored whole;
    private final ToDoubleBiFunction<Scored, BlockChain> cost;

    /** @param cost of a composition; infinite if it is not known */
    BudgetRace(Scored ours, Scored whole, ToDoubleBiFunction<Scored, BlockChain> cost) {
        this.ours = ours;
        this.whole = whole;
        this.cost = cost;
    }

    /**
     * One budget.
     *
     * @param budget in the unit of the cost
     * @param ours the best composition within it
     * @param theirs the best whole network within it
     */
    record Heat(double budget, BlockChain ours, BlockChain theirs) {}

    List<Heat> run() {
        TreeSet<Double> budgets = new TreeSet<>();
        whole.pool().forEach(variant -> budgets.add(cost.applyAsDouble(whole, variant)));
        double least = budgets.first();
        double most = budgets.last();
        for (int i = 0; i < EVEN; i++) {
            budgets.add(least + (most - least) * i / (EVEN - 1));
        }
        List<Heat> heats = new ArrayList<>();
        for (double budget : budgets) {
            BlockChain mine = best(ours, budget);
            BlockChain theirs = best(whole, budget);
            if (mine != null && theirs != null) {
                heats.add(new Heat(budget, mine, theirs));
            }
        }
        return heats;
    }

    private @Nullable BlockChain best(Scored of, double budget) {
        return of.pool().stream()
                .filter(chain -> cost.applyAsDouble(of, chain) <= budget * (1 + 1e-9))
                .max(Comparator.comparingDouble(of::validated))
                .orElse(null);
    }
}
