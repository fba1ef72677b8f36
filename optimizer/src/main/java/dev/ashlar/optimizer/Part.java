/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        Map<Integer, Integer> blocks = new HashMap<>();
        for (int[] row : digests) {
            Arrays.stream(row).distinct().forEach(digest -> blocks.merge(digest, 1, Integer::sum));
        }
        double[][] shares = new double[digests.length][];
        for (int b = 0; b < digests.length; b++) {
            shares[b] = Arrays.stream(digests[b])
                    .mapToDouble(digest -> 1.0 / blocks.getOrDefault(digest, 1))
                    .toArray();
        }
        return shares;
    }

    /** The least that the drops of any chain sum up to. */
    double leastDrops() {
        return Arrays.stream(drops)
                .mapToDouble(row -> Arrays.stream(row).min().orElse(0))
                .sum();
    }

    int blocks() {
        return variants.length;
    }
}
