/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** What modes and the choices of their blocks cost at given prices. */
final class ChoiceCosts {
    private ChoiceCosts() {}

    /** What a mode costs whatever its blocks choose. */
    static double fixed(Mode mode, Prices prices, double[] digests) {
        double sum = prices.memory * mode.model().activationBytes();
        sum += mode.network() >= 0 ? digests[mode.network()] : 0;
        for (int r = 0; r < prices.loads.length; r++) {
            sum += prices.loads[r] * mode.perNano()[r] * mode.model().fixedNanos();
        }
        return sum;
    }

    /**
     * Fills in all that each choice costs at the prices; for damage where it adds up.
     *
     * @param cost by block and choice
     */
    static void fill(double[][] cost, Mode mode, Part part, Prices prices, double[] digests) {
        double perNano = 0;
        double perNanojoule = 0;
        for (int r = 0; r < prices.loads.length; r++) {
            perNano += prices.loads[r] * mode.perNano()[r];
            perNanojoule += prices.loads[r] * mode.perNanojoule()[r];
        }
        boolean additive = mode.isLinear() && Double.isNaN(part.measured);
        double weight = additive ? mode.weight() : 0;
        for (int b = 0; b < part.blocks(); b++) {
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

    /** The least of phi(d) - rho d over all damages that chains can have. */
    static double support(Mode mode, Part part, double slope) {
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

    /** A price of time that is about what a nanosecond is worth. */
    static double start(double[][] cost, Part part, double rho) {
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
}
