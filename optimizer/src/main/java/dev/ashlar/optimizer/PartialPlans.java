/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** Choices for some streams, with what they cost and take together, in arrays. */
final class PartialPlans {
    private static final int FIRST = 32;

    private final int rows;
    private double[] cost = new double[FIRST];
    private double[] loads;
    private long[] bytes = new long[FIRST];
    private double[] reduced = new double[FIRST];
    private int[] parents = new int[FIRST];
    private int[] picks = new int[FIRST];
    private int size;

    /** @param rows how many load rows there are */
    PartialPlans(int rows) {
        this.rows = rows;
        this.loads = new double[FIRST * rows];
    }

    /** The choice for no stream at all. */
    static PartialPlans none(int rows) {
        PartialPlans plans = new PartialPlans(rows);
        plans.size = 1;
        return plans;
    }

    int size() {
        return size;
    }

    double cost(int at) {
        return cost[at];
    }

    double load(int at, int row) {
        return loads[at * rows + row];
    }

    long bytes(int at) {
        return bytes[at];
    }

    /** How much more it costs than the cheapest chains at the prices. */
    double reduced(int at) {
        return reduced[at];
    }

    /** The choice for the stream that came last. */
    int pick(int at) {
        return picks[at];
    }

    /** What it was made of. */
    int parent(int at) {
        return parents[at];
    }

    void add(double total, PartialPlans from, int parent, double[] added, long memory, double excess, int pick) {
        if (size == cost.length) {
            grow();
        }
        cost[size] = total;
        for (int r = 0; r < rows; r++) {
            loads[size * rows + r] = from.loads[parent * rows + r] + added[r];
        }
        bytes[size] = memory;
        reduced[size] = excess;
        parents[size] = parent;
        picks[size] = pick;
        size++;
    }

    private void grow() {
        int wanted = 2 * size;
        cost = Arrays.copyOf(cost, wanted);
        loads = Arrays.copyOf(loads, wanted * rows);
        bytes = Arrays.copyOf(bytes, wanted);
        reduced = Arrays.copyOf(reduced, wanted);
        parents = Arrays.copyOf(parents, wanted);
        picks = Arrays.copyOf(picks, wanted);
    }

    /** Drops what another beats in cost, load and bytes; where there are several load rows, nothing. */
    void prune() {
        if (rows != 1 || size < 2) {
            return;
        }
        int[] order = IndexSort.ascending(loads, size);
        long[] stairBytes = new long[size];
        double[] stairCost = new double[size];
        boolean[] kept = new boolean[size];
        int stairs = 0;
        for (int at : order) {
            // Among those of no more load: the cheapest that takes no more bytes.
            int step = Arrays.binarySearch(stairBytes, 0, stairs, bytes[at]);
            int below = step >= 0 ? step : -step - 2;
            if (below >= 0 && stairCost[below] <= cost[at]) {
                continue;
            }
            kept[at] = true;
            int from = step >= 0 ? step : below + 1;
            int to = from;
            while (to < stairs && stairCost[to] >= cost[at]) {
                to++;
            }
            System.arraycopy(stairBytes, to, stairBytes, from + 1, stairs - to);
            System.arraycopy(stairCost, to, stairCost, from + 1, stairs - to);
            stairBytes[from] = bytes[at];
            stairCost[from] = cost[at];
            stairs += 1 - (to - from);
        }
        keep(kept);
    }

    private void keep(boolean[] kept) {
        int to = 0;
        for (int i = 0; i < size; i++) {
            if (kept[i]) {
                cost[to] = cost[i];
                loads[to] = loads[i];
                bytes[to] = bytes[i];
                reduced[to] = reduced[i];
                parents[to] = parents[i];
                picks[to] = picks[i];
                to++;
            }
        }
        size = to;
    }
}
