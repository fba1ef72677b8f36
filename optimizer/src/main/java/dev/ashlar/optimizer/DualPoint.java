/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import org.jspecify.annotations.Nullable;

/** The Lagrangian relaxation at given prices: the cheapest chain of every stream, and the bound that follows. */
final class DualPoint {
    /*
     * L(lambda, mu, shares) = sum over streams of the cheapest chain at these prices - lambda C - mu M. A digest that
     * several streams could use is paid by them in shares that sum up to 1, so no plan pays it more than once in full:
     * L never exceeds the cost of a plan that keeps the budgets (Geoffrion, Lagrangean relaxation for integer
     * programming, 1974).
     */
    final Column[] columns;
    final double value;
    final double[] loads;
    final double bytes;

    /** For each stream the price of its time, 0 where its deadline does not press. */
    final double[] pressing;

    private DualPoint(Column[] columns, double value, double[] loads, double bytes, double[] pressing) {
        this.pressing = pressing;
        this.columns = columns;
        this.value = value;
        this.loads = loads;
        this.bytes = bytes;
    }

    /** Null if some stream has no chain at all. */
    static @Nullable DualPoint at(Prices prices, ChainSearch search, Instance instance, @Nullable Stop stop) {
        prices.settle();
        int streams = instance.streams.size();
        Column[] columns = new Column[streams];
        double value = -prices.memory * instance.memory;
        double[] loads = new double[instance.budgets.length];
        for (int r = 0; r < loads.length; r++) {
            value -= prices.loads[r] * instance.budgets[r];
        }
        double bytes = 0;
        double[] pressing = new double[streams];
        for (int s = 0; s < streams; s++) {
            if (stop != null && (s & 63) == 63 && stop.isDue()) {
                return null;
            }
            Column column = search.cheapest(s, prices);
            if (column == null) {
                return null;
            }
            columns[s] = column;
            pressing[s] = search.pressing();
            value += search.bound();
            bytes += column.ownBytes();
            for (int r = 0; r < loads.length; r++) {
                loads[r] += column.loads()[r];
            }
            bytes += sharedBytes(prices, instance, s, column);
        }
        return new DualPoint(columns, value, loads, bytes, pressing);
    }

    /** What a chain takes of the memory budget in the relaxation: its share of every digest that it uses. */
    private static double sharedBytes(Prices prices, Instance instance, int stream, Column column) {
        double sum = 0;
        double[] weights = prices.weights(stream);
        for (int b = 0; b < column.choices().length; b++) {
            int v = column.choices()[b];
            int d = column.part().digests[b][v];
            sum += instance.bytes[d] * column.part().shares[b][v] * weights[d];
        }
        int network = column.mode().network();
        return network < 0 ? sum : sum + instance.bytes[network] * weights[network];
    }
}
