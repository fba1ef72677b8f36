/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

/** What the chains of a part cost at given prices: a bound, and mostly a chain that comes close to it. */
final class ChainBound {
    /*
     * minimise  sum c + phi(sum d)   subject to  sum t <= slack, sum d <= cap
     *
     * over one choice for each block, where phi is the cost of damage where a link bends it, and 0 where drops add up and
     * are in c. The block-wise minimum settles most calls. Where it breaks a limit, prices nu of time and rho of damage
     * are bisected, which gives a bound and mostly an allowed chain.
     */
    private static final int BISECTIONS = 24;

    /** By block and choice, all that a choice costs at the prices; for damage where it adds up. */
    double[][] cost = new double[0][];

    int[] pick = new int[0];
    int[] best = new int[0];
    double bestCost;
    boolean taken;

    /** No chain costs less. */
    double bound;

    /** Price of time. */
    double nu;

    /** Price of damage. */
    double rho;

    /** What is added to prices and costs so that their sum never exceeds the cost of an allowed chain, time aside. */
    double support;

    /** Fills in what each choice costs. */
    void load(Mode mode, Part part, Prices prices, double[] digests) {
        int blocks = part.blocks();
        if (cost.length < blocks) {
            cost = new double[blocks][];
            pick = new int[blocks];
            best = new int[blocks];
        }
        ChoiceCosts.fill(cost, mode, part, prices, digests);
    }

    /**
     * Looks for a chain that is cheaper than {@code limit}.
     *
     * @return whether the answer is in {@code taken}, {@code best} and {@code bestCost}; false if chains between the bound
     *     and the best one known are left to look at
     */
    boolean settle(Mode mode, Part part, double limit) {
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
            return true;
        }
        long nanos = nanos(part);
        double drops = cap == Double.POSITIVE_INFINITY ? 0 : drops(part);
        bestCost = limit;
        if (nanos <= mode.slackNanos() && drops <= cap) {
            take(least);
            return true;
        }
        price(mode, part, fixed, cap);
        return false;
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
            support = ChoiceCosts.support(mode, part, rho);
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
            return true;
        }
        return false;
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

    /** What a choice costs with its time and damage. */
    double priced(Part part, int block, int choice) {
        return cost[block][choice] + nu * part.nanos[block][choice] + rho * part.drops[block][choice];
    }

    /** Whether another choice of the block costs no more and takes no longer, nor damages more if that matters. */
    boolean isBeaten(Part part, int block, int choice, boolean damageMatters) {
        double[] row = cost[block];
        long[] nanos = part.nanos[block];
        double[] drops = part.drops[block];
        for (int other = 0; other < nanos.length; other++) {
            if (row[other] <= row[choice]
                    && nanos[other] <= nanos[choice]
                    && (!damageMatters || drops[other] <= drops[choice])
                    && other != choice) {
                boolean same = row[other] == row[choice]
                        && nanos[other] == nanos[choice]
                        && (!damageMatters || drops[other] == drops[choice]);
                if (!same || other < choice) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Picks for each block what is cheapest at nu and rho; answers with the sum. */
    double pick(Part part) {
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
        double start = ChoiceCosts.start(cost, part, rho);
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
}
