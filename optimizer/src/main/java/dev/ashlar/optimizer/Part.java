/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.List;

/** Chains of one network for one stream in which every block may choose without regard to the others, in arrays. */
final class Part {
    /** All arrays by block, then by choice. */
    final Variant[][] variants;

    final long[][] nanos;
    final double[][] drops;
    final long[][] ownBytes;
    final double[][] nanojoules;
    final int[][] digests;

    /** The share of a digest's price that a choice is charged: one for each block that names it. */
    final double[][] shares;

    /** What a choice costs because it changes the plan in force. */
    final double[][] changes;

    /** Accuracy that was measured of the only chain of this part, NaN if none was. */
    final double measured;

    Part(List<List<Variant>> blocks, int[][] digests, double[][] changes, double measured) {
        int count = blocks.size();
        this.variants = new Variant[count][];
        this.nanos = new long[count][];
        this.drops = new double[count][];
        this.ownBytes = new long[count][];
        this.nanojoules = new double[count][];
        this.digests = digests;
        this.changes = changes;
        this.measured = measured;
        this.shares = shares(digests);
        for (int b = 0; b < count; b++) {
            Variant[] choices = blocks.get(b).toArray(new Variant[0]);
            variants[b] = choices;
            nanos[b] = new long[choices.length];
            drops[b] = new double[choices.length];
            ownBytes[b] = new long[choices.length];
            nanojoules[b] = new double[choices.length];
            for (int v = 0; v < choices.length; v++) {
                nanos[b][v] = choices[v].nanos();
                drops[b][v] = choices[v].accuracyDrop();
                ownBytes[b][v] = choices[v].privateBytes();
                nanojoules[b][v] = choices[v].nanojoules();
            }
        }
    }

    private static double[][] shares(int[][] digests) {
        int most = 0;
        for (int[] row : digests) {
            for (int d : row) {
                most = Math.max(most, d);
            }
        }
        int[] blocks = new int[most + 1];
        int[] last = new int[most + 1];
        for (int b = 0; b < digests.length; b++) {
            for (int d : digests[b]) {
                blocks[d] += last[d] == b + 1 ? 0 : 1;
                last[d] = b + 1;
            }
        }
        double[][] shares = new double[digests.length][];
        for (int b = 0; b < digests.length; b++) {
            shares[b] = new double[digests[b].length];
            for (int v = 0; v < shares[b].length; v++) {
                shares[b][v] = 1.0 / blocks[digests[b][v]];
            }
        }
        return shares;
    }

    /** The least that the drops of any chain sum up to. */
    double leastDrops() {
        double sum = 0;
        for (double[] row : drops) {
            double least = Double.POSITIVE_INFINITY;
            for (double drop : row) {
                least = Math.min(least, drop);
            }
            sum += least;
        }
        return sum;
    }

    int blocks() {
        return variants.length;
    }
}
