/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the cheapest chain of a stream at given prices, exactly. */
final class ChainSearch {
    /*
     * What the prices of time and damage leave open (ChainBound) is settled by labels (t, d, c), extended block by block,
     * and dropped if another is no worse in all three or if its bound at those prices is no better than the best chain
     * known (a label-setting algorithm for the multiple-choice knapsack: Kellerer, Pferschy and Pisinger, Knapsack
     * Problems, 2004, chapter 11; bounds as in Dumitrescu and Boland, Networks 42, 2003).
     */
    private static final int MOST_LABELS = 1000;

    private final Instance instance;
    private final ChainBound chains = new ChainBound();
    private final Labels labels = new Labels();
    private double bound;

    ChainSearch(Instance instance) {
        this.instance = instance;
    }

    /** The price of time in the part that was searched last; 0 if its deadline does not press. */
    double pressing() {
        return chains.nu;
    }

    /** The least cost that any chain can have by the last search; never above the true one. */
    double bound() {
        return bound;
    }

    /**
     * The cheapest chain of a stream, or null if it has none that keeps its deadline and floor.
     *
     * @param stream its index
     * @param prices what it pays
     */
    @Nullable
    Column cheapest(int stream, Prices prices) {
        double[] digests = prices.of(stream);
        Column found = null;
        double foundCost = Double.POSITIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (Mode mode : instance.modes.get(stream)) {
            double fixed = ChoiceCosts.fixed(mode, prices, digests);
            for (Part part : mode.parts()) {
                chains.load(mode, part, prices, digests);
                if (search(mode, part, foundCost - fixed)) {
                    foundCost = chains.bestCost + fixed;
                    found = Column.of(mode, part, Arrays.copyOf(chains.best, part.blocks()));
                }
                least = Math.min(least, chains.bound + fixed);
            }
        }
        bound = Math.min(least, foundCost);
        return found;
    }

    /**
     * For each block and choice whether every chain of a part that holds it costs {@code limit} or more.
     *
     * @param limit of the cost that {@link #bound} tells of the cheapest chain
     */
    boolean[][] beyond(int stream, Mode mode, Part part, Prices prices, double limit, Stop stop) {
        double[] digests = prices.of(stream);
        double fixed = ChoiceCosts.fixed(mode, prices, digests);
        chains.load(mode, part, prices, digests);
        boolean[][] beyond = new boolean[part.blocks()][];
        search(mode, part, Double.POSITIVE_INFINITY);
        boolean none = chains.bound + fixed >= limit;
        double shift = chains.support - chains.nu * mode.slackNanos();
        double sum = chains.pick(part) + shift + fixed;
        for (int b = 0; b < part.blocks(); b++) {
            int count = part.nanos[b].length;
            beyond[b] = new boolean[count];
            double least = chains.priced(part, b, chains.pick[b]);
            for (int v = 0; v < count; v++) {
                double forced = chains.priced(part, b, v);
                beyond[b][v] = none || sum - least + forced >= limit;
            }
        }
        if (!none && chains.nu + chains.rho > 0) {
            force(mode, part, limit - fixed, beyond, stop);
        }
        return beyond;
    }

    /** Looks exactly at every choice that the prices of time and damage leave open. */
    private void force(Mode mode, Part part, double limit, boolean[][] beyond, Stop stop) {
        double atNu = chains.nu;
        double atRho = chains.rho;
        double atSupport = chains.support;
        for (int b = 0; b < part.blocks() && !stop.isDue(); b++) {
            double[] row = chains.cost[b];
            double[] saved = row.clone();
            for (int v = 0; v < part.nanos[b].length; v++) {
                if (!beyond[b][v]) {
                    Arrays.fill(row, Double.POSITIVE_INFINITY);
                    row[v] = saved[v];
                    chains.nu = atNu;
                    chains.rho = atRho;
                    chains.support = atSupport;
                    chains.bestCost = limit;
                    chains.taken = false;
                    chains.bound = Double.NEGATIVE_INFINITY;
                    extend(mode, part, capOf(mode, part), fixedOf(mode, part));
                    beyond[b][v] = !chains.taken && chains.bound >= limit;
                }
            }
            System.arraycopy(saved, 0, row, 0, row.length);
        }
    }

    private static double capOf(Mode mode, Part part) {
        return Double.isNaN(part.measured) ? mode.damageCap() : Double.POSITIVE_INFINITY;
    }

    /** What is added to the cost of a chain where drops add up or its accuracy is known; NaN where a link bends it. */
    private static double fixedOf(Mode mode, Part part) {
        if (!Double.isNaN(part.measured)) {
            return -mode.weight() * part.measured;
        }
        return mode.isLinear() ? -mode.weight() * mode.model().baseAccuracy() : Double.NaN;
    }

    private boolean search(Mode mode, Part part, double limit) {
        if (chains.settle(mode, part, limit)) {
            return chains.taken;
        }
        return extend(mode, part, capOf(mode, part), fixedOf(mode, part));
    }

    /**
     * Extends labels over all blocks.
     *
     * @param fixed what is added to the cost of a chain where drops add up; NaN where a link bends it
     */
    private boolean extend(Mode mode, Part part, double cap, double fixed) {
        boolean bends = Double.isNaN(fixed);
        boolean threefold = bends || cap != Double.POSITIVE_INFINITY;
        int blocks = part.blocks();
        Rest left = new Rest(chains, part);
        double shift = chains.support - chains.nu * mode.slackNanos();
        labels.start(threefold);
        boolean whole = true;
        for (int b = 0; b < blocks; b++) {
            labels.stage();
            for (int v = 0; v < part.nanos[b].length; v++) {
                if (chains.isBeaten(part, b, v, threefold)) {
                    continue;
                }
                long addedNanos = part.nanos[b][v];
                double addedDrop = part.drops[b][v];
                double addedCost = chains.cost[b][v];
                for (int from = labels.low(); from < labels.high(); from++) {
                    long t = labels.nanos[from] + addedNanos;
                    double d = labels.drops[from] + addedDrop;
                    double c = labels.costs[from] + addedCost;
                    if (t + left.nanos[b + 1] <= mode.slackNanos()
                            && d + left.drops[b + 1] <= cap
                            && c + chains.nu * t + chains.rho * d + left.cost[b + 1] + shift < chains.bestCost) {
                        labels.add(t, d, c, from, v);
                    }
                }
            }
            whole &= labels.prune(MOST_LABELS, chains.nu, chains.rho);
        }
        int last = -1;
        for (int i = labels.low(); i < labels.high(); i++) {
            double sum = labels.costs[i] + (bends ? mode.cost(labels.drops[i]) : fixed);
            if (sum < chains.bestCost && labels.drops[i] <= cap) {
                chains.bestCost = sum;
                last = i;
            }
        }
        if (whole) {
            chains.bound = Math.max(chains.bound, chains.bestCost);
        }
        if (last < 0) {
            return chains.taken;
        }
        labels.trace(last, chains.best, blocks);
        chains.taken = true;
        return true;
    }

    /**
     * All chains of a part whose cost is at most {@code limit}, in the sense of {@link #bound}.
     *
     * @param most how many are wanted
     * @return their choices; null if there are more
     */
    @Nullable
    List<int[]> near(int stream, Mode mode, Part part, Prices prices, double limit, int most) {
        double[] digests = prices.of(stream);
        double fixed = ChoiceCosts.fixed(mode, prices, digests);
        chains.load(mode, part, prices, digests);
        search(mode, part, Double.POSITIVE_INFINITY);
        if (chains.bound + fixed > limit) {
            return List.of();
        }
        Rest left = new Rest(chains, part);
        double cap = capOf(mode, part);
        double shift = chains.support - chains.nu * mode.slackNanos() + fixed;
        labels.start(true);
        for (int b = 0; b < part.blocks(); b++) {
            labels.stage();
            for (int v = 0; v < part.nanos[b].length; v++) {
                for (int from = labels.low(); from < labels.high(); from++) {
                    long t = labels.nanos[from] + part.nanos[b][v];
                    double d = labels.drops[from] + part.drops[b][v];
                    double c = labels.costs[from] + chains.cost[b][v];
                    if (t + left.nanos[b + 1] <= mode.slackNanos()
                            && d + left.drops[b + 1] <= cap
                            && c + chains.nu * t + chains.rho * d + left.cost[b + 1] + shift <= limit) {
                        labels.add(t, d, c, from, v);
                    }
                }
            }
            if (labels.keepAll() > most) {
                return null;
            }
        }
        List<int[]> found = new ArrayList<>();
        for (int i = labels.low(); i < labels.high(); i++) {
            int[] choices = new int[part.blocks()];
            labels.trace(i, choices, choices.length);
            found.add(choices);
        }
        return found;
    }

    /** What the blocks from one on add at least. */
    private static final class Rest {
        final double[] cost;
        final long[] nanos;
        final double[] drops;

        Rest(ChainBound chains, Part part) {
            int blocks = part.blocks();
            cost = new double[blocks + 1];
            nanos = new long[blocks + 1];
            drops = new double[blocks + 1];
            for (int b = blocks - 1; b >= 0; b--) {
                double least = Double.POSITIVE_INFINITY;
                long fastest = Long.MAX_VALUE;
                double mildest = Double.POSITIVE_INFINITY;
                for (int v = 0; v < part.nanos[b].length; v++) {
                    least = Math.min(least, chains.priced(part, b, v));
                    fastest = Math.min(fastest, part.nanos[b][v]);
                    mildest = Math.min(mildest, part.drops[b][v]);
                }
                cost[b] = cost[b + 1] + least;
                nanos[b] = nanos[b + 1] + fastest;
                drops[b] = drops[b + 1] + mildest;
            }
        }
    }
}
