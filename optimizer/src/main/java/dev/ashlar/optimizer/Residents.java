/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Chooses which content is in memory first, where many streams share it, and leaves the streams to choose among that. */
final class Residents {
    /*
     * At given prices of the load rows, and of time where a deadline presses, every block of every stream wants some
     * variants more than others. Beginning with the content of a thrifty plan, the digest is added that gains most for
     * its bytes, as long as memory lasts. What a digest gains never grows as others are added, so gains are only looked
     * at again when they come first (the lazy greedy rule for monotone submodular functions under a knapsack: Minoux 1978;
     * Sviridenko, Operations Research Letters 32, 2004). Once the content is chosen memory couples nobody any more, and
     * what is left has one price for each load row.
     */
    private final Instance instance;
    private final PlanState thrifty;
    private final List<List<Use>> uses = new ArrayList<>();
    private final double[][] current;

    /** A block of a stream that could use a digest, and what it would cost. */
    private record Use(int stream, int block, double cost) {}

    private record Candidate(int digest, double gain, double score, int round) {}

    /**
     * @param thrifty a plan whose content stays
     * @param prices of the load rows
     * @param pressing for each stream the price of its time
     */
    Residents(Instance instance, PlanState thrifty, Prices prices, double[] pressing) {
        this.instance = instance;
        this.thrifty = thrifty;
        for (int d = 0; d < instance.bytes.length; d++) {
            uses.add(new ArrayList<>());
        }
        this.current = new double[thrifty.columns.length][];
        for (int s = 0; s < current.length; s++) {
            Column column = thrifty.columns[s];
            current[s] = new double[column.choices().length];
            for (int b = 0; b < current[s].length; b++) {
                list(s, b, column, prices, pressing[s]);
            }
        }
    }

    private void list(int stream, int block, Column column, Prices prices, double pressing) {
        Part part = column.part();
        Mode mode = column.mode();
        double perNano = pressing;
        double perNanojoule = 0;
        for (int r = 0; r < prices.loads.length; r++) {
            perNano += prices.loads[r] * mode.perNano()[r];
            perNanojoule += prices.loads[r] * mode.perNanojoule()[r];
        }
        double slope = slope(mode);
        current[stream][block] = Double.POSITIVE_INFINITY;
        for (int v = 0; v < part.nanos[block].length; v++) {
            double cost = slope * part.drops[block][v]
                    + perNano * part.nanos[block][v]
                    + perNanojoule * part.nanojoules[block][v]
                    + part.changes[block][v];
            int d = part.digests[block][v];
            uses.get(d).add(new Use(stream, block, cost));
            if (thrifty.users[d] > 0) {
                current[stream][block] = Math.min(current[stream][block], cost);
            }
        }
    }

    /** What a unit of damage costs, all of a bent link taken together. */
    private static double slope(Mode mode) {
        var points = mode.model().link().points();
        var first = points.get(0);
        var last = points.get(points.size() - 1);
        return mode.weight() * (last.loss() - first.loss()) / (last.damage() - first.damage());
    }

    /** For each digest whether it is chosen; null if not even the thrifty plan's content fits. */
    boolean @Nullable [] choose() {
        boolean[] chosen = new boolean[instance.bytes.length];
        long left = instance.memory - thrifty.bytes;
        if (left < 0) {
            return null;
        }
        PriorityQueue<Candidate> queue = new PriorityQueue<>(
                Comparator.comparingDouble(Candidate::score).reversed().thenComparingInt(Candidate::digest));
        for (int d = 0; d < chosen.length; d++) {
            chosen[d] = thrifty.users[d] > 0;
            if (!chosen[d]) {
                offer(queue, d, 0);
            }
        }
        int round = 0;
        while (!queue.isEmpty()) {
            Candidate first = queue.remove();
            if (first.round() < round) {
                offer(queue, first.digest(), round);
            } else if (instance.bytes[first.digest()] <= left) {
                chosen[first.digest()] = true;
                left -= instance.bytes[first.digest()];
                for (Use use : uses.get(first.digest())) {
                    current[use.stream()][use.block()] = Math.min(current[use.stream()][use.block()], use.cost());
                }
                round++;
            }
        }
        return chosen;
    }

    private void offer(PriorityQueue<Candidate> queue, int digest, int round) {
        double gain = -instance.fetch[digest];
        for (Use use : uses.get(digest)) {
            gain += Math.max(0, current[use.stream()][use.block()] - use.cost());
        }
        if (gain > 0) {
            queue.add(new Candidate(digest, gain, gain / Math.max(1, instance.bytes[digest]), round));
        }
    }

    /** The problem with the chosen content alone. */
    Instance restricted(boolean[] chosen) {
        int streams = instance.streams.size();
        boolean[][][][][] struck = new boolean[streams][][][][];
        for (int s = 0; s < streams; s++) {
            List<Mode> modes = instance.modes.get(s);
            struck[s] = new boolean[modes.size()][][][];
            for (int m = 0; m < modes.size(); m++) {
                List<Part> parts = modes.get(m).parts();
                struck[s][m] = new boolean[parts.size()][][];
                for (int p = 0; p < parts.size(); p++) {
                    struck[s][m][p] = struck(parts.get(p), chosen);
                }
            }
        }
        return instance.without(struck);
    }

    private static boolean[][] struck(Part part, boolean[] chosen) {
        boolean[][] struck = new boolean[part.blocks()][];
        for (int b = 0; b < struck.length; b++) {
            struck[b] = new boolean[part.digests[b].length];
            for (int v = 0; v < struck[b].length; v++) {
                struck[b][v] = !chosen[part.digests[b][v]];
            }
        }
        return struck;
    }
}
