/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The compositions that a planner would choose under budgets of compute, by the drops of single swaps. */
public final class BestCompositions {
    /*
     * Drops are taken to add up, as the planner takes them: this ranks compositions well though it promises too much. For
     * evenly spaced budgets the least sum is found by dynamic programming over blocks, costs counted in steps of a
     * thousandth of the original's, rounded up, so that no budget is exceeded.
     */
    private static final int STEPS = 1000;

    private BestCompositions() {}

    /**
     * For each of some budgets the composition of least summed drop, each once, the cheapest first.
     *
     * @param drops of the network's quality by every single pruned descendant, in the place of the original
     * @param budgets how many, evenly spaced between the cheapest composition and the original
     */
    public static List<BlockChain> of(BlockCatalog catalog, Map<BlockChain, Double> drops, int budgets) {
        Argument.require(budgets >= 2, "The number of budgets (%d) must be at least 2.", budgets);
        Table table = new Table(catalog, drops);
        int least = table.least();
        Set<BlockChain> best = new LinkedHashSet<>();
        for (int i = 0; i < budgets; i++) {
            best.add(table.within(least + (table.most() - least) * i / (budgets - 1)));
        }
        return List.copyOf(best);
    }

    /** Least sums of drops by block and by what may be spent. */
    private static final class Table {
        private final BlockCatalog catalog;
        private final List<List<DescendantId>> choices = new ArrayList<>();
        private final List<int[]> costs = new ArrayList<>();
        private final List<double[]> drops = new ArrayList<>();
        private final double[][] least;
        private final int most;

        private Table(BlockCatalog catalog, Map<BlockChain, Double> singles) {
            this.catalog = catalog;
            long macs = catalog.blocks().stream().mapToLong(Block::macs).sum();
            int originals = 0;
            for (int i = 0; i < catalog.blocks().size(); i++) {
                Block block = catalog.blocks().get(i);
                int position = i;
                List<Descendant> known = block.descendants().stream()
                        .filter(d -> d.isOriginal()
                                || singles.containsKey(catalog.originalChain().with(position, d.id())))
                        .toList();
                choices.add(known.stream().map(Descendant::id).toList());
                costs.add(known.stream()
                        .mapToInt(d -> (int) Math.ceil((double) STEPS * d.macs() / Math.max(1, macs)))
                        .toArray());
                drops.add(known.stream()
                        .mapToDouble(d ->
                                singles.getOrDefault(catalog.originalChain().with(position, d.id()), 0.0))
                        .toArray());
                originals += costs.get(i)[0];
            }
            this.most = originals;
            this.least = new double[choices.size() + 1][most + 1];
            for (int block = choices.size() - 1; block >= 0; block--) {
                fill(block);
            }
        }

        private void fill(int block) {
            Arrays.fill(least[block], Double.POSITIVE_INFINITY);
            for (int left = 0; left <= most; left++) {
                for (int choice = 0; choice < choices.get(block).size(); choice++) {
                    int cost = costs.get(block)[choice];
                    if (cost <= left) {
                        double sum = drops.get(block)[choice] + least[block + 1][left - cost];
                        least[block][left] = Math.min(least[block][left], sum);
                    }
                }
            }
        }

        private int most() {
            return most;
        }

        private int least() {
            return costs.stream()
                    .mapToInt(each -> Arrays.stream(each).min().orElse(0))
                    .sum();
        }

        private BlockChain within(int budget) {
            List<DescendantId> chosen = new ArrayList<>();
            int left = budget;
            for (int block = 0; block < choices.size(); block++) {
                int best = cheapestOfBest(block, left);
                chosen.add(choices.get(block).get(best));
                left -= costs.get(block)[best];
            }
            return new BlockChain(catalog.model(), chosen);
        }

        private int cheapestOfBest(int block, int left) {
            List<Integer> order = new ArrayList<>();
            for (int choice = 0; choice < choices.get(block).size(); choice++) {
                int cost = costs.get(block)[choice];
                if (cost <= left
                        && drops.get(block)[choice] + least[block + 1][left - cost] <= least[block][left] + 1e-12) {
                    order.add(choice);
                }
            }
            return Collections.min(order, (a, b) -> Integer.compare(costs.get(block)[a], costs.get(block)[b]));
        }
    }
}
