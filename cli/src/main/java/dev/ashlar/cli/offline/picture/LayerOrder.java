/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Orders the spots of every layer so that few lines cross. */
final class LayerOrder {
    /*
     * Sweeps down and up in which every layer is sorted by the barycentres of its neighbours; the order with the fewest
     * crossings is kept [1]. Crossings between two layers are inversions, counted with a Fenwick tree [2].
     *
     * [1] Sugiyama, Tagawa, Toda, Methods for Visual Understanding of Hierarchical System Structures, IEEE Trans. SMC
     *     11(2), 1981.
     * [2] Barth, Mutzel, Junger, Simple and Efficient Bilayer Cross Counting, JGAA 8(2), 2004.
     */
    private static final int SWEEPS = 24;

    private LayerOrder() {}

    /** Sorts each layer; the same layers are sorted the same way every time. */
    static void arrange(List<List<Spot>> layers) {
        layers.forEach(LayerOrder::number);
        List<List<Spot>> best = copy(layers);
        long fewest = crossings(layers);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                sort(layers.get(down ? i : layers.size() - 1 - i), down);
            }
            long count = crossings(layers);
            if (count < fewest) {
                fewest = count;
                best = copy(layers);
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.set(i, best.get(i));
            number(best.get(i));
        }
    }

    private static List<List<Spot>> copy(List<List<Spot>> layers) {
        List<List<Spot>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private static void number(List<Spot> layer) {
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).place(i);
        }
    }

    private static void sort(List<Spot> layer, boolean down) {
        layer.sort(Comparator.comparingDouble(spot -> barycentre(spot, down ? spot.above() : spot.below())));
        number(layer);
    }

    private static double barycentre(Spot spot, List<Spot> neighbours) {
        return neighbours.stream().mapToInt(Spot::place).average().orElse(spot.place());
    }

    /** How many pairs of lines cross. */
    static long crossings(List<List<Spot>> layers) {
        long crossings = 0;
        for (int i = 0; i + 1 < layers.size(); i++) {
            crossings += inversions(layers.get(i), layers.get(i + 1).size());
        }
        return crossings;
    }

    private static long inversions(List<Spot> upper, int lowerSize) {
        int[] tree = new int[lowerSize + 1];
        long inversions = 0;
        int entered = 0;
        for (Spot spot : upper) {
            int[] ends = spot.below().stream().mapToInt(Spot::place).sorted().toArray();
            for (int end : ends) {
                inversions += entered - notBehind(tree, end);
            }
            Arrays.stream(ends).forEach(end -> enter(tree, end));
            entered += ends.length;
        }
        return inversions;
    }

    private static int notBehind(int[] tree, int place) {
        int sum = 0;
        for (int i = place + 1; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }

    private static void enter(int[] tree, int place) {
        for (int i = place + 1; i < tree.length; i += i & -i) {
            tree[i]++;
        }
    }
}
