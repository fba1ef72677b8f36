/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the chains of a stream that cost little more than the cheapest one at given prices. */
final class NearChains {
    private static final int MOST_CHAINS = 4000;
    private static final double ROUNDING = 1e-9;

    private final Instance instance;
    private final Prices prices;
    private final ChainSearch search;

    NearChains(Instance instance, Prices prices, ChainSearch search) {
        this.instance = instance;
        this.prices = prices;
        this.search = search;
    }

    /** Whether streams are coupled by budgets alone, so that what chains add can be summed up. */
    static boolean isFor(Instance instance) {
        if (instance.hasShared() || instance.uneven) {
            return false;
        }
        for (List<Mode> modes : instance.modes) {
            for (Mode mode : modes) {
                for (Part part : mode.parts()) {
                    for (double[] row : part.shares) {
                        for (double share : row) {
                            if (share != 1) {
                                return false;
                            }
                        }
                    }
                }
            }
        }
        return true;
    }

    /**
     * Those of a stream that none of them beats, the cheapest first.
     *
     * @param least what the cheapest chain costs at the prices, or less
     * @param window how much more others may cost
     * @return null if there are too many
     */
    @Nullable
    List<NearChain> of(int stream, double least, double window) {
        List<NearChain> list = new ArrayList<>();
        double margin = ROUNDING * Math.max(1, Math.abs(least));
        for (Mode mode : instance.modes.get(stream)) {
            boolean knows = !mode.model().measured().isEmpty();
            for (Part part : mode.parts()) {
                List<int[]> chains = search.near(stream, mode, part, prices, least + window + margin, MOST_CHAINS);
                if (chains == null || list.size() + chains.size() > MOST_CHAINS) {
                    return null;
                }
                boolean predicted = Double.isNaN(part.measured);
                for (int[] choices : chains) {
                    // A chain that was measured is a part of its own, by what was measured.
                    if (!(knows && predicted && mode.isMeasured(part, choices))) {
                        list.add(near(Column.of(mode, part, choices), least));
                    }
                }
            }
        }
        list.sort(Comparator.comparingDouble(NearChain::reduced));
        return undominated(list);
    }

    private NearChain near(Column column, double least) {
        double cost = column.cost();
        long bytes = column.ownBytes();
        int network = column.mode().network();
        if (network >= 0) {
            cost += instance.fetch[network];
            bytes += instance.bytes[network];
        }
        for (int b = 0; b < column.choices().length; b++) {
            int digest = column.part().digests[b][column.choices()[b]];
            cost += instance.fetch[digest];
            bytes += instance.bytes[digest];
        }
        double priced = cost + prices.memory * bytes;
        for (int r = 0; r < prices.loads.length; r++) {
            priced += prices.loads[r] * column.loads()[r];
        }
        return new NearChain(column, cost, column.loads(), bytes, Math.max(0, priced - least));
    }

    private static List<NearChain> undominated(List<NearChain> sorted) {
        List<NearChain> kept = new ArrayList<>();
        for (NearChain near : sorted) {
            boolean beaten = false;
            for (int i = 0; i < kept.size() && !beaten; i++) {
                beaten = beats(kept.get(i), near);
            }
            if (!beaten) {
                kept.add(near);
            }
        }
        return kept;
    }

    private static boolean beats(NearChain one, NearChain other) {
        if (one.cost() > other.cost() || one.bytes() > other.bytes()) {
            return false;
        }
        for (int r = 0; r < one.loads().length; r++) {
            if (one.loads()[r] > other.loads()[r]) {
                return false;
            }
        }
        return true;
    }
}
