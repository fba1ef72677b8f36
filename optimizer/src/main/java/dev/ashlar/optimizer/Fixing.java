/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import org.jspecify.annotations.Nullable;

/** Strikes out what no plan better than the best one known can hold. */
final class Fixing {
    /*
     * At any prices, L with one choice forced is a bound for all plans that hold it. If it is no better than the best
     * plan known, the choice is struck out (reduced-cost fixing; Nauss, Management Science 24, 1978). The forced value
     * replaces one stream's cheapest chain only: it is bounded by the prices of time and damage, and exactly where those
     * do not decide.
     */
    private final Instance instance;
    private final Ascent ascent;
    private final @Nullable PlanState best;
    private final Stop stop;

    /** @param best the best plan known; null if none is */
    Fixing(Instance instance, Ascent ascent, @Nullable PlanState best, Stop stop) {
        this.instance = instance;
        this.ascent = ascent;
        this.best = best;
        this.stop = stop;
    }

    /** The problem that is left; the same if no plan is known. */
    Instance reduced(double margin) {
        if (best == null) {
            return instance;
        }
        Prices prices = ascent.prices;
        prices.copyFrom(ascent.bestPrices());
        ChainSearch search = ascent.search();
        double limit = best.cost - margin;
        boolean[][][][][] struck = new boolean[instance.streams.size()][][][][];
        double[] least = new double[instance.streams.size()];
        double total = 0;
        for (int s = 0; s < struck.length; s++) {
            search.cheapest(s, prices);
            least[s] = search.bound();
            total += least[s];
        }
        double constant = prices.memory * instance.memory;
        for (int r = 0; r < prices.loads.length; r++) {
            constant += prices.loads[r] * instance.budgets[r];
        }
        double slack = limit - (total - constant);
        for (int s = 0; s < struck.length; s++) {
            struck[s] = strike(s, prices, search, least[s] + slack);
        }
        return instance.without(struck);
    }

    private boolean[][][][] strike(int stream, Prices prices, ChainSearch search, double limit) {
        var modes = instance.modes.get(stream);
        boolean[][][][] struck = new boolean[modes.size()][][][];
        for (int m = 0; m < modes.size(); m++) {
            Mode mode = modes.get(m);
            struck[m] = new boolean[mode.parts().size()][][];
            for (int p = 0; p < struck[m].length; p++) {
                struck[m][p] = search.beyond(stream, mode, mode.parts().get(p), prices, limit, stop);
            }
        }
        return struck;
    }
}
