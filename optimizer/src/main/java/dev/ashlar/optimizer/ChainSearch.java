/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the cheapest chain of a stream at given prices, exactly. */
final class ChainSearch {
    /*
     * minimise  sum c + phi(sum d)   subject to  sum t <= slack, sum d <= cap
     *
     * over one choice for each block, where phi is the cost of damage where a link bends it, and 0 where drops add up and
     * are in c. The block-wise minimum settles most calls. Where it breaks a limit, prices nu of time and rho of damage
     * are bisected, which gives a bound and mostly an allowed chain; then labels (t, d, c) are extended block by block,
     * and dropped if another is no worse in all three or if its bound at nu and rho is no better than the best chain
     * known (a label-setting algorithm for the multiple-choice knapsack: Kellerer, Pferschy and Pisinger, Knapsack
     * Problems, 2004, chapter 11; bounds as in Dumitrescu and Boland, Networks 42, 2003).
     */
    private static final int MOST_LABELS = 1000;
    private static final int BISECTIONS = 24;

    private final Instance instance;
    private double[][] cost = new double[0][];
    private int[] pick = new int[0];
    private int[] best = new int[0];
    private double bestCost;
    private boolean taken;
    private double bound;
    private double nu;
    private double rho;
    private double support;
    private final Labels labels = new Labels();

    ChainSearch(Instance instance) {
        this.instance = instance;
    }

    /** The price of time in the part that was searched last; 0 if its deadline does not press. */
    double pressing() {
        return nu;
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
            double fixed = fixed(mode, prices, digests);
            for (Part part : mode.parts()) {
                load(mode, part, prices, digests);
                if (search(mode, part, foundCost - fixed)) {
                    foundCost = bestCost + fixed;
                    found = Column.of(mode, part, Arrays.copyOf(best, part.blocks()));
                }
                least = Math.min(least, bound + fixed);
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
        double fixed = fixed(mode, prices, digests);
        load(mode, part, prices, digests);
        boolean[][] beyond = new boolean[part.blocks()][];
        search(mode, part, Double.POSITIVE_INFINITY);
        boolean none = bound + fixed >= limit;
        double atNu = nu;
        double atRho = rho;
        double shift = support - nu * mode.slackNanos();
        double sum = pick(part) + shift + fixed;
        for (int b = 0; b < part.blocks(); b++) {
            int count = part.nanos[b].length;
            beyond[b] = new boolean[count];
            double least = cost[b][pick[b]] + nu * part.nanos[b][pick[b]] + rho * part.drops[b][pick[b]];
            for (int v = 0; v < count; v++) {
                double forced = cost[b][v] + atNu * part.nanos[b][v] + atRho * part.drops[b][v];
                beyond[b][v] = none || sum - least + forced >= limit;
            }
        }
        if (!none && atNu + atRho > 0) {
            force(mode, part, limit - fixed, beyond, stop);
        }
        return beyond;
    }

    /** Looks exactly at every choice that the prices of time and damage leave open. */
    private void force(Mode mode, Part part, double limit, boolean[][] beyond, Stop stop) {
        double atNu = nu;
        double atRho = rho;
        double atSupport = support;
        double fixedCost = mode.isLinear() || !Double.isNaN(part.measured)
                ? atSupport + (atRho > 0 ? atRho * mode.damageCap() : 0)
                : Double.NaN;
        for (int b = 0; b < part.blocks() && !stop.isDue(); b++) {
            double[] row = cost[b];
            double[] saved = row.clone();
            for (int v = 0; v < part.nanos[b].length; v++) {
                if (!beyond[b][v]) {
                    Arrays.fill(row, Double.POSITIVE_INFINITY);
                    row[v] = saved[v];
                    nu = atNu;
                    rho = atRho;
                    support = atSupport;
                    bestCost = limit;
                    taken = false;
                    bound = Double.NEGATIVE_INFINITY;
                    extend(mode, part, capOf(mode, part), fixedCost);
                    beyond[b][v] = !taken && bound >= limit;
                }
            }
            System.arraycopy(saved, 0, row, 0, row.length);
        }
    }

    private static double capOf(Mode mode, Part part) {
        return Double.isNaN(part.measured) ? mode.damageCap() : Double.POSITIVE_INFINITY;
    }

    /** What a mode costs whatever its blocks choose. */
    private static double fixed(Mode mode, Prices prices, double[] digests) {
        double sum = prices.memory * mode.model().activationBytes();
        sum += mode.network() >= 0 ? digests[mode.network()] : 0;
        for (int r = 0; r < prices.loads.length; r++) {
            sum += prices.loads[r] * mode.perNano()[r] * mode.model().fixedNanos();
        }
        return sum;
    }

    /** Fills in what each choice costs. */
    private void load(Mode mode, Part part, Prices prices, double[] digests) {
        int blocks = part.blocks();
        if (cost.length < blocks) {
            cost = new double[blocks][];
            pick = new int[blocks];
            best = new int[blocks];
        }
        double perNano = 0;
        double perNanojoule = 0;
        for (int r = 0; r < prices.loads.length; r++) {
            perNano += prices.loads[r] * mode.perNano()[r];
            perNanojoule += prices.loads[r] * mode.perNanojoule()[r];
        }
        boolean additive = mode.isLinear() && Double.isNaN(part.measured);
        double weight = additive ? mode.weight() : 0;
        for (int b = 0; b < blocks; b++) {
            int count = part.nanos[b].length;
            double[] row = cost[b];
            if (row == null || row.length < count) {
                row = new double[count];
                cost[b] = row;
            }
            for (int v = 0; v < count; v++) {
                row[v] = weight * part.drops[b][v]
                        + perNano * part.nanos[b][v]
                        + perNanojoule * part.nanojoules[b][v]
                        + prices.memory * part.ownBytes[b][v]
                        + digests[part.digests[b][v]] * part.shares[b][v]
                        + part.changes[b][v];
            }
        }
    }

    /** Whether a chain is cheaper than {@code limit}; it is then in {@code best}. Sets {@code bound}. */
    private boolean search(Mode mode, Part part, double limit) {
        taken = false;
        boolean point = !Double.isNaN(part.measured);
        if (!point && !mode.isLinear()) {
            return bent(mode, part, limit);
        }
        double fixed = point
                ? -mode.weight() * part.measured
                : -mode.weight() * mode.model().baseAccuracy();
        double cap = point ? Double.POSITIVE_INFINITY : mode.damageCap();
        nu = 0;
        rho = 0;
        support = fixed;
        double least = pick(part) + fixed;
        bound = least;
        if (least >= limit) {
            return false;
        }
        long nanos = nanos(part);
        double drops = cap == Double.POSITIVE_INFINITY ? 0 : drops(part);
        bestCost = limit;
        if (nanos <= mode.slackNanos() && drops <= cap) {
            take(least);
            return true;
        }
        price(mode, part, fixed, cap);
        return extend(mode, part, cap, fixed);
    }

    /** Where a link bends the cost of damage: every slope of it is tried for a bound, the best is kept. */
    private boolean bent(Mode mode, Part part, double limit) {
        bestCost = limit;
        double highest = Double.NEGATIVE_INFINITY;
        double bestNu = 0;
        double bestRho = 0;
        double bestSupport = 0;
        var points = mode.model().link().points();
        for (int i = 0; i <= points.size() - 1; i++) {
            double slope = i == 0
                    ? 0
                    : (points.get(i).loss() - points.get(i - 1).loss())
                            / (points.get(i).damage() - points.get(i - 1).damage());
            rho = mode.weight() * slope;
            support = support(mode, part, rho);
            nu = 0;
            double value = pick(part) + support;
            consider(mode, part);
            if (nanos(part) > mode.slackNanos()) {
                value = priceTime(mode, part);
            }
            if (value > highest) {
                highest = value;
                bestNu = nu;
                bestRho = rho;
                bestSupport = support;
            }
        }
        nu = bestNu;
        rho = bestRho;
        support = bestSupport;
        bound = highest;
        if (highest >= bestCost) {
            return taken;
        }
        return extend(mode, part, mode.damageCap(), Double.NaN);
    }

    /** The least of phi(d) - rho d over all damages that chains can have. */
    private double support(Mode mode, Part part, double slope) {
        double low = 0;
        double high = 0;
        for (double[] row : part.drops) {
            low += Arrays.stream(row).min().orElse(0);
            high += Arrays.stream(row).max().orElse(0);
        }
        high = Math.min(high, mode.damageCap());
        double least = Math.min(mode.cost(low) - slope * low, mode.cost(high) - slope * high);
        for (var point : mode.model().link().points()) {
            double d = point.damage();
            if (d > low && d < high) {
                least = Math.min(least, mode.cost(d) - slope * d);
            }
        }
        return least;
    }

    /** Keeps the picked chain if it is allowed and cheaper than the best. */
    private void consider(Mode mode, Part part) {
        double drops = drops(part);
        if (nanos(part) <= mode.slackNanos() && drops <= mode.damageCap()) {
            double sum = mode.cost(drops);
            for (int b = 0; b < part.blocks(); b++) {
                sum += cost[b][pick[b]];
            }
            if (sum < bestCost) {
                take(sum);
            }
        }
    }

    private void take(double value) {
        bestCost = value;
        taken = true;
        System.arraycopy(pick, 0, best, 0, pick.length);
    }

    /** Picks for each block what is cheapest at nu and rho; answers with the sum. */
    private double pick(Part part) {
        double sum = 0;
        for (int b = 0; b < part.blocks(); b++) {
            double[] row = cost[b];
            long[] nanos = part.nanos[b];
            double[] drops = part.drops[b];
            double least = Double.POSITIVE_INFINITY;
            int chosen = 0;
            for (int v = 0; v < nanos.length; v++) {
                double priced = row[v] + nu * nanos[v] + rho * drops[v];
                if (priced < least) {
                    least = priced;
                    chosen = v;
                }
            }
            pick[b] = chosen;
            sum += least;
        }
        return sum;
    }

    private long nanos(Part part) {
        long sum = 0;
        for (int b = 0; b < part.blocks(); b++) {
            sum += part.nanos[b][pick[b]];
        }
        return sum;
    }

    private double drops(Part part) {
        double sum = 0;
        for (int b = 0; b < part.blocks(); b++) {
            sum += part.drops[b][pick[b]];
        }
        return sum;
    }

    /** Finds prices of time and damage at which the bound is high, and mostly an allowed chain. */
    private void price(Mode mode, Part part, double fixed, double cap) {
        if (cap == Double.POSITIVE_INFINITY) {
            support = fixed;
            bound = Math.max(bound, priceTime(mode, part));
            return;
        }
        double low = 0;
        double high = 0;
        double bestRho = 0;
        double bestNu = 0;
        for (int i = 0; i < BISECTIONS; i++) {
            rho = high == 0 ? 0 : low + (high - low) / 2;
            support = fixed - rho * cap;
            nu = 0;
            double value = pick(part) + support;
            if (nanos(part) > mode.slackNanos()) {
                value = priceTime(mode, part);
            }
            if (value > bound) {
                bound = value;
                bestRho = rho;
                bestNu = nu;
            }
            if (drops(part) <= cap) {
                if (rho == 0) {
                    break;
                }
                considerAdditive(mode, part, fixed, cap);
                high = rho;
            } else if (high == 0) {
                high = 64 * Math.max(1e-9, mode.weight());
            } else {
                low = rho;
            }
        }
        rho = bestRho;
        nu = bestNu;
        support = fixed - rho * cap;
    }

    private void considerAdditive(Mode mode, Part part, double fixed, double cap) {
        if (nanos(part) <= mode.slackNanos() && drops(part) <= cap) {
            double sum = fixed;
            for (int b = 0; b < part.blocks(); b++) {
                sum += cost[b][pick[b]];
            }
            if (sum < bestCost) {
                take(sum);
            }
        }
    }

    /** Bisects the price of time; leaves the one of the highest bound in nu and the last allowed chain picked. */
    private double priceTime(Mode mode, Part part) {
        long slack = mode.slackNanos();
        double low = 0;
        double high = 0;
        double highest = Double.NEGATIVE_INFINITY;
        double bestNu = 0;
        double start = start(part);
        boolean additive = mode.isLinear() || !Double.isNaN(part.measured);
        for (int i = 0; i < BISECTIONS; i++) {
            nu = high == 0 ? (low == 0 ? start : 4 * low) : low + (high - low) / 2;
            double value = pick(part) + support - nu * slack;
            long nanos = nanos(part);
            if (value > highest) {
                highest = value;
                bestNu = nu;
            }
            if (nanos <= slack) {
                high = nu;
                if (additive) {
                    double fixed =
                            support + rho * (mode.damageCap() == Double.POSITIVE_INFINITY ? 0 : mode.damageCap());
                    considerAdditive(
                            mode,
                            part,
                            fixed,
                            Double.isNaN(part.measured) ? mode.damageCap() : Double.POSITIVE_INFINITY);
                } else {
                    consider(mode, part);
                }
                if (nanos == slack || high - low <= 1e-9 * high) {
                    break;
                }
            } else {
                low = nu;
            }
        }
        nu = high == 0 ? low : high;
        pick(part);
        nu = bestNu;
        return highest;
    }

    private double start(Part part) {
        double steepest = 0;
        for (int b = 0; b < part.blocks(); b++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            long fast = Long.MAX_VALUE;
            long slow = 0;
            for (int v = 0; v < part.nanos[b].length; v++) {
                low = Math.min(low, cost[b][v] + rho * part.drops[b][v]);
                high = Math.max(high, cost[b][v] + rho * part.drops[b][v]);
                fast = Math.min(fast, part.nanos[b][v]);
                slow = Math.max(slow, part.nanos[b][v]);
            }
            steepest = slow > fast ? Math.max(steepest, (high - low) / (slow - fast)) : steepest;
        }
        return Math.max(steepest, 1e-18);
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
        double[] rest = new double[blocks + 1];
        long[] restNanos = new long[blocks + 1];
        double[] restDrops = new double[blocks + 1];
        for (int b = blocks - 1; b >= 0; b--) {
            double least = Double.POSITIVE_INFINITY;
            long fastest = Long.MAX_VALUE;
            double mildest = Double.POSITIVE_INFINITY;
            for (int v = 0; v < part.nanos[b].length; v++) {
                least = Math.min(least, cost[b][v] + nu * part.nanos[b][v] + rho * part.drops[b][v]);
                fastest = Math.min(fastest, part.nanos[b][v]);
                mildest = Math.min(mildest, part.drops[b][v]);
            }
            rest[b] = rest[b + 1] + least;
            restNanos[b] = restNanos[b + 1] + fastest;
            restDrops[b] = restDrops[b + 1] + mildest;
        }
        double shift = support - nu * mode.slackNanos();
        labels.start(threefold);
        boolean whole = true;
        for (int b = 0; b < blocks; b++) {
            labels.stage();
            for (int v = 0; v < part.nanos[b].length; v++) {
                long addedNanos = part.nanos[b][v];
                double addedDrop = part.drops[b][v];
                double addedCost = cost[b][v];
                for (int from = labels.low(); from < labels.high(); from++) {
                    long t = labels.nanos[from] + addedNanos;
                    double d = labels.drops[from] + addedDrop;
                    double c = labels.costs[from] + addedCost;
                    if (t + restNanos[b + 1] <= mode.slackNanos()
                            && d + restDrops[b + 1] <= cap
                            && c + nu * t + rho * d + rest[b + 1] + shift < bestCost) {
                        labels.add(t, d, c, from, v);
                    }
                }
            }
            whole &= labels.prune(MOST_LABELS, nu, rho);
        }
        int last = -1;
        for (int i = labels.low(); i < labels.high(); i++) {
            double sum = labels.costs[i] + (bends ? mode.cost(labels.drops[i]) : fixed);
            if (sum < bestCost && labels.drops[i] <= cap) {
                bestCost = sum;
                last = i;
            }
        }
        if (whole) {
            bound = Math.max(bound, bestCost);
        }
        if (last < 0) {
            return taken;
        }
        labels.trace(last, best, blocks);
        taken = true;
        return true;
    }
}
