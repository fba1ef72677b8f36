/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** Prices of what couples the streams: the multipliers of a Lagrangian relaxation. */
final class Prices {
    /** For each load row, of one unit. */
    final double[] loads;

    /** Of a byte. */
    double memory;

    /** For each stream, the digests that others could use too. */
    final int[][] shared;

    /** For each stream, its share of the price of each of those. */
    final double[][] shares;

    private final Instance instance;
    private final double[] full;
    private final double[] weights;

    Prices(Instance instance) {
        this.instance = instance;
        this.loads = new double[instance.budgets.length];
        this.full = new double[instance.bytes.length];
        this.weights = new double[full.length];
        Arrays.fill(weights, 1);
        int streams = instance.streams.size();
        this.shared = new int[streams][];
        this.shares = new double[streams][];
        boolean[] seen = new boolean[full.length];
        int[] found = new int[full.length];
        for (int s = 0; s < streams; s++) {
            shared[s] = shared(s, seen, found);
            shares[s] = new double[shared[s].length];
            for (int i = 0; i < shares[s].length; i++) {
                shares[s][i] = 1.0 / instance.sharers[shared[s][i]];
            }
        }
    }

    private int[] shared(int stream, boolean[] seen, int[] found) {
        int count = 0;
        for (Mode mode : instance.modes.get(stream)) {
            if (mode.network() >= 0) {
                count = note(mode.network(), seen, found, count);
            }
            for (Part part : mode.parts()) {
                for (int[] row : part.digests) {
                    for (int d : row) {
                        count = note(d, seen, found, count);
                    }
                }
            }
        }
        for (int i = 0; i < count; i++) {
            seen[found[i]] = false;
        }
        return Arrays.copyOf(found, count);
    }

    private int note(int digest, boolean[] seen, int[] found, int count) {
        if (seen[digest] || instance.sharers[digest] < 2) {
            return count;
        }
        seen[digest] = true;
        found[count] = digest;
        return count + 1;
    }

    /** What a digest costs whoever uses it. */
    double full(int digest) {
        return memory * instance.bytes[digest] + instance.fetch[digest];
    }

    /** What each digest costs one stream; the same array at every call. */
    double[] of(int stream) {
        for (int i = 0; i < shared[stream].length; i++) {
            int d = shared[stream][i];
            full[d] = full(d) * shares[stream][i];
        }
        return full;
    }

    /** The share of each digest that one stream is charged; the same array at every call. */
    double[] weights(int stream) {
        for (int i = 0; i < shared[stream].length; i++) {
            weights[shared[stream][i]] = shares[stream][i];
        }
        return weights;
    }

    /** Makes {@link #of} tell the present prices of what only one stream can use. */
    void settle() {
        for (int d = 0; d < full.length; d++) {
            full[d] = full(d);
        }
    }

    void copyFrom(Prices other) {
        System.arraycopy(other.loads, 0, loads, 0, loads.length);
        memory = other.memory;
        for (int s = 0; s < shares.length; s++) {
            System.arraycopy(other.shares[s], 0, shares[s], 0, shares[s].length);
        }
        settle();
    }
}
