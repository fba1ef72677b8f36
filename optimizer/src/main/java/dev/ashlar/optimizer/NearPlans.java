/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Looks at every plan that may be better than the best one known, where these are few. */
final class NearPlans {
    /*
     * At the best prices a plan costs L, and for each stream what its chain costs more there than the cheapest, and the
     * price of what it leaves of the budgets. No part of this sum is negative, so a plan better than the best one known
     * is made of chains that cost at most the gap more than the cheapest. Those are listed, and combined stream by
     * stream into partial plans: one is dropped if its sum exceeds the gap, also for what the rest cannot use up of a
     * budget, if the rest cannot keep a budget, or if another is no worse in cost and budgets (enumeration within the
     * gap, as Baldacci, Christofides and Mingozzi, Mathematical Programming 115, 2008, do for routes; Pareto states of
     * the multidimensional knapsack: Kellerer, Pferschy and Pisinger, 2004, chapter 9).
     */
    private static final int MOST_PLANS = 400_000;
    private static final double[] WINDOWS = {0.2, 0.4, 0.7, 1};
    private static final double ROUNDING = 1e-9;

    private final Instance instance;
    private final Prices prices;
    private final ChainSearch search;
    private final NearChains chains;
    private final Stop stop;
    private PlanState best;
    private double window;
    private double lowest;
    private double bound = Double.NEGATIVE_INFINITY;

    /** @param best a plan that is known; what is found must be better */
    NearPlans(Instance instance, Prices prices, ChainSearch search, PlanState best, Stop stop) {
        this.instance = instance;
        this.prices = prices;
        this.search = search;
        this.chains = new NearChains(instance, prices, search);
        this.best = best;
        this.stop = stop;
    }

    /** The best plan known; the best of all if {@link #search} says so. */
    PlanState best() {
        return best;
    }

    /** No plan costs less, or than the best one if that is less. */
    double bound() {
        return Math.min(bound, best.cost);
    }

    /** Whether it is now proven that no plan is better; false if there are too many to look at, or time is up. */
    boolean search() {
        PlanState known = best;
        prices.settle();
        double[] least = new double[instance.streams.size()];
        double sum = 0;
        for (int s = 0; s < least.length; s++) {
            if (search.cheapest(s, prices) == null) {
                return false;
            }
            least[s] = search.bound();
            sum += least[s];
        }
        for (int r = 0; r < prices.loads.length; r++) {
            sum -= prices.loads[r] * instance.budgets[r];
        }
        lowest = sum - prices.memory * instance.memory;
        bound = lowest;
        double gap = known.cost - lowest;
        // How many plans there are grows steeply with the window, and the best one mostly lies in its lower part.
        for (double share : WINDOWS) {
            window = share * gap;
            if (!searchWindow(least)) {
                return false;
            }
            if (best != known) {
                return true;
            }
            bound = lowest + share * gap;
        }
        return true;
    }

    private boolean searchWindow(double[] least) {
        List<List<NearChain>> lists = new ArrayList<>();
        for (int s = 0; s < least.length; s++) {
            List<NearChain> list = chains.of(s, least[s], window);
            if (list == null || stop.isDue()) {
                return false;
            }
            lists.add(list);
        }
        return combine(lists);
    }

    private boolean combine(List<List<NearChain>> lists) {
        int streams = lists.size();
        Integer[] order = new Integer[streams];
        Arrays.setAll(order, s -> s);
        Arrays.sort(order, Comparator.comparingInt(s -> lists.get(s).size()));
        double[][] leastLoads = new double[streams + 1][instance.budgets.length];
        double[][] mostLoads = new double[streams + 1][instance.budgets.length];
        long[] leastBytes = new long[streams + 1];
        long[] mostBytes = new long[streams + 1];
        for (int k = streams - 1; k >= 0; k--) {
            List<NearChain> list = lists.get(order[k]);
            if (list.isEmpty()) {
                return true; // No better plan holds any chain of this stream.
            }
            addExtremes(list, k, leastLoads, mostLoads, leastBytes, mostBytes);
        }
        PartialPlans[] levels = new PartialPlans[streams + 1];
        levels[0] = PartialPlans.none(instance.budgets.length);
        for (int k = 0; k < streams; k++) {
            List<NearChain> list = lists.get(order[k]);
            PartialPlans from = levels[k];
            PartialPlans to = new PartialPlans(instance.budgets.length);
            boolean last = k == streams - 1;
            for (int i = 0; i < from.size(); i++) {
                for (int j = 0; j < list.size(); j++) {
                    NearChain near = list.get(j);
                    double reduced = from.reduced(i) + near.reduced();
                    if (reduced > window) {
                        break;
                    }
                    if (!fits(
                            from,
                            i,
                            near,
                            reduced,
                            leastLoads[k + 1],
                            mostLoads[k + 1],
                            leastBytes[k + 1],
                            mostBytes[k + 1])) {
                        continue;
                    }
                    if (last) {
                        offer(levels, lists, order, i, j);
                    } else {
                        to.add(
                                from.cost(i) + near.cost(),
                                from,
                                i,
                                near.loads(),
                                from.bytes(i) + near.bytes(),
                                reduced,
                                j);
                    }
                }
                if (to.size() > MOST_PLANS || ((i & 255) == 255 && stop.isDue())) {
                    return false;
                }
            }
            levels[k + 1] = to;
            to.prune();
        }
        return true;
    }

    /** Adds the least and the most that the chains of a list take to what those behind it take. */
    private static void addExtremes(
            List<NearChain> list,
            int k,
            double[][] leastLoads,
            double[][] mostLoads,
            long[] leastBytes,
            long[] mostBytes) {
        int rows = leastLoads[k].length;
        Arrays.fill(leastLoads[k], Double.POSITIVE_INFINITY);
        long fewest = Long.MAX_VALUE;
        for (NearChain near : list) {
            fewest = Math.min(fewest, near.bytes());
            mostBytes[k] = Math.max(mostBytes[k], near.bytes());
            for (int r = 0; r < rows; r++) {
                leastLoads[k][r] = Math.min(leastLoads[k][r], near.loads()[r]);
                mostLoads[k][r] = Math.max(mostLoads[k][r], near.loads()[r]);
            }
        }
        leastBytes[k] = leastBytes[k + 1] + fewest;
        mostBytes[k] += mostBytes[k + 1];
        for (int r = 0; r < rows; r++) {
            leastLoads[k][r] += leastLoads[k + 1][r];
            mostLoads[k][r] += mostLoads[k + 1][r];
        }
    }

    private boolean fits(
            PartialPlans from,
            int at,
            NearChain near,
            double reduced,
            double[] leastLoads,
            double[] mostLoads,
            long leastBytes,
            long mostBytes) {
        long bytes = from.bytes(at) + near.bytes();
        if (bytes + leastBytes > instance.memory) {
            return false;
        }
        double sum = reduced + prices.memory * Math.max(0, instance.memory - bytes - mostBytes);
        for (int r = 0; r < instance.budgets.length; r++) {
            double load = from.load(at, r) + near.loads()[r];
            double budget = instance.budgets[r] * (1 + ROUNDING);
            if (load + leastLoads[r] > budget) {
                return false;
            }
            sum += prices.loads[r] * Math.max(0, budget - load - mostLoads[r]);
        }
        return sum <= window + ROUNDING * Math.abs(window);
    }

    /** Takes a whole plan if it is better than the best one and allowed; the window narrows. */
    private void offer(PartialPlans[] levels, List<List<NearChain>> lists, Integer[] order, int from, int pick) {
        Column[] columns = new Column[lists.size()];
        int at = from;
        int choice = pick;
        for (int k = order.length - 1; k >= 0; k--) {
            columns[order[k]] = lists.get(order[k]).get(choice).column();
            choice = levels[k].pick(at);
            at = levels[k].parent(at);
        }
        PlanState state = new PlanState(instance, columns);
        if (state.cost < best.cost && instance.admits(state.plan())) {
            // Only what is better still is looked for from here on.
            window = Math.min(window, state.cost - lowest);
            best = state;
        }
    }
}
