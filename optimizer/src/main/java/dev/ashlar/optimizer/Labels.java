/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** Labels of partial chains, stage by stage: time, damage, cost, and where they come from. */
final class Labels {
    private static final int FIRST = 256;

    long[] nanos = new long[FIRST];
    double[] drops = new double[FIRST];
    double[] costs = new double[FIRST];
    private int[] parents = new int[FIRST];
    private int[] picks = new int[FIRST];
    private int[] order = new int[FIRST];
    private int[] scratch = new int[FIRST];
    private long[] keptNanos = new long[FIRST];
    private double[] keptDrops = new double[FIRST];
    private double[] keptCosts = new double[FIRST];
    private int[] keptParents = new int[FIRST];
    private int[] keptPicks = new int[FIRST];
    private int low;
    private int high;
    private int count;
    private boolean threefold;

    /** Begins with the empty chain. */
    void start(boolean threeCriteria) {
        threefold = threeCriteria;
        low = 0;
        high = 1;
        count = 1;
        nanos[0] = 0;
        drops[0] = 0;
        costs[0] = 0;
    }

    int low() {
        return low;
    }

    int high() {
        return high;
    }

    /** Begins the next block; labels between low and high are extended. */
    void stage() {
        count = high;
    }

    void add(long t, double d, double c, int parent, int pick) {
        if (count == nanos.length) {
            grow();
        }
        nanos[count] = t;
        drops[count] = d;
        costs[count] = c;
        parents[count] = parent;
        picks[count] = pick;
        count++;
    }

    private void grow() {
        int size = 2 * nanos.length;
        nanos = Arrays.copyOf(nanos, size);
        drops = Arrays.copyOf(drops, size);
        costs = Arrays.copyOf(costs, size);
        parents = Arrays.copyOf(parents, size);
        picks = Arrays.copyOf(picks, size);
    }

    private void growKept(int wanted) {
        keptNanos = new long[wanted];
        keptDrops = new double[wanted];
        keptCosts = new double[wanted];
        keptParents = new int[wanted];
        keptPicks = new int[wanted];
    }

    /** Keeps all labels of this stage; how many. */
    int keepAll() {
        low = high;
        high = count;
        return high - low;
    }

    /** Keeps the labels of this stage that none other beats; false if too many were left and some were dropped. */
    boolean prune(int most, double nu, double rho) {
        int from = high;
        int size = count - from;
        if (order.length < size) {
            order = new int[2 * size];
        }
        for (int i = 0; i < size; i++) {
            order[i] = from + i;
        }
        sort(size);
        if (keptNanos.length < size) {
            growKept(2 * size);
        }
        long[] t = keptNanos;
        double[] d = keptDrops;
        double[] c = keptCosts;
        int[] parent = keptParents;
        int[] pick = keptPicks;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int at = order[i];
            if (!isBeaten(at, d, c, kept)) {
                t[kept] = nanos[at];
                d[kept] = drops[at];
                c[kept] = costs[at];
                parent[kept] = parents[at];
                pick[kept] = picks[at];
                kept++;
            }
        }
        boolean whole = kept <= most;
        double limit = whole ? Double.POSITIVE_INFINITY : limit(most, kept, t, d, c, nu, rho);
        int step = 0;
        for (int i = 0; i < kept && step < most; i++) {
            if (c[i] + nu * t[i] + rho * d[i] > limit) {
                continue;
            }
            nanos[from + step] = t[i];
            drops[from + step] = d[i];
            costs[from + step] = c[i];
            parents[from + step] = parent[i];
            picks[from + step] = pick[i];
            step++;
        }
        low = from;
        high = from + step;
        count = high;
        return whole;
    }

    /** The priced cost that so many labels do not exceed: the most promising ones are kept. */
    private static double limit(int most, int kept, long[] t, double[] d, double[] c, double nu, double rho) {
        double[] priced = new double[kept];
        for (int i = 0; i < kept; i++) {
            priced[i] = c[i] + nu * t[i] + rho * d[i];
        }
        Arrays.sort(priced);
        return priced[most - 1];
    }

    private boolean isBeaten(int at, double[] d, double[] c, int kept) {
        if (!threefold) {
            return kept > 0 && c[kept - 1] <= costs[at];
        }
        for (int k = kept - 1; k >= 0; k--) {
            if (c[k] <= costs[at] && d[k] <= drops[at]) {
                return true;
            }
        }
        return false;
    }

    /**
     * By time, then cost, then damage, then age. Labels come in runs that are in order, one for each choice of the
     * block, so they are merged (natural merge sort: Knuth, The Art of Computer Programming, volume 3, 5.2.4).
     */
    private void sort(int size) {
        if (scratch.length < order.length) {
            scratch = new int[order.length];
        }
        int[] from = order;
        int[] to = scratch;
        boolean sorted = false;
        while (!sorted) {
            sorted = true;
            for (int begin = 0; begin < size; ) {
                int middle = run(from, begin, size);
                int end = middle < size ? run(from, middle, size) : middle;
                merge(from, begin, middle, end, to);
                sorted &= begin == 0 && end == size;
                begin = end;
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        order = from;
        scratch = to;
    }

    /** Where the run that begins here ends. */
    private int run(int[] index, int begin, int size) {
        int end = begin + 1;
        while (end < size && !isAfter(index[end - 1], index[end])) {
            end++;
        }
        return end;
    }

    private void merge(int[] from, int begin, int middle, int end, int[] to) {
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takesLeft = right == end || (left < middle && !isAfter(from[left], from[right]));
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }

    private boolean isAfter(int a, int b) {
        if (nanos[a] != nanos[b]) {
            return nanos[a] > nanos[b];
        }
        int byCost = Double.compare(costs[a], costs[b]);
        if (byCost != 0) {
            return byCost > 0;
        }
        int byDrops = Double.compare(drops[a], drops[b]);
        return byDrops != 0 ? byDrops > 0 : a > b;
    }

    /** Writes the choices of a label into {@code choices}. */
    void trace(int label, int[] choices, int blocks) {
        int at = label;
        for (int b = blocks - 1; b >= 0; b--) {
            choices[b] = picks[at];
            at = parents[at];
        }
    }
}
