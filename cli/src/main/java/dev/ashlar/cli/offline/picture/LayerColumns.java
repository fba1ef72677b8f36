/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Places the spots of every layer from left to right, in their order, so that most lines are straight. */
final class LayerColumns {
    /*
     * Brandes and Koepf, Fast and Simple Horizontal Coordinate Assignment, Graph Drawing 2001: spots are aligned with a
     * median neighbour into columns, from above or below and to the left or right, and each of the four alignments is
     * packed tightly; the mean of the two middle ones keeps all distances. A long line wins over what crosses it, so
     * it bends at its ends alone. Where a line leaves a chain and comes back, the chain stays straight if its operators
     * follow one another; where a chain splits into equal branches that makes the picture drift aside, and plain medians
     * are better. Both are tried.
     */
    private static final int ALIGNMENTS = 4;

    private static final double WORTH_BENDING = 12;

    private LayerColumns() {}

    /** Gives every spot its x; the leftmost edge is at 0. */
    static void place(List<List<Spot>> layers) {
        List<Spot> spots = layers.stream().flatMap(List::stream).toList();
        for (int i = 0; i < spots.size(); i++) {
            spots.get(i).index(i);
        }
        Set<Long> conflicts = conflicts(layers, spots.size());
        double[] byKind = columns(layers, spots, true, conflicts);
        double[] byMedian = columns(layers, spots, false, conflicts);
        double[] best = cost(byKind, spots) <= cost(byMedian, spots) ? byKind : byMedian;
        double left = spots.stream()
                .mapToDouble(spot -> best[spot.index()] - spot.width() / 2.0)
                .min()
                .orElse(0);
        spots.forEach(spot -> spot.x(Math.rint(best[spot.index()] - left)));
    }

    /** Pixels of width, and as many for every line that is not straight as make it worth one. */
    private static double cost(double[] x, List<Spot> spots) {
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        int bent = 0;
        for (Spot spot : spots) {
            left = Math.min(left, x[spot.index()] - spot.width() / 2.0);
            right = Math.max(right, x[spot.index()] + spot.width() / 2.0);
            for (Spot below : spot.below()) {
                bent += Math.abs(x[spot.index()] - x[below.index()]) >= 1 ? 1 : 0;
            }
        }
        return right - left + WORTH_BENDING * bent;
    }

    private static double[] columns(List<List<Spot>> layers, List<Spot> spots, boolean byKind, Set<Long> conflicts) {
        double[][] columns = new double[ALIGNMENTS][];
        for (int i = 0; i < ALIGNMENTS; i++) {
            columns[i] = new Alignment(layers, spots, i < 2, i % 2 == 0, byKind, conflicts).columns();
        }
        fit(columns, spots);
        double[] middle = new double[spots.size()];
        for (int i = 0; i < middle.length; i++) {
            double[] choices = {columns[0][i], columns[1][i], columns[2][i], columns[3][i]};
            Arrays.sort(choices);
            middle[i] = (choices[1] + choices[2]) / 2;
        }
        return middle;
    }

    /** Moves all alignments to the edges of the narrowest, each to the side that it is packed to. */
    private static void fit(double[][] columns, List<Spot> spots) {
        double[] least = new double[ALIGNMENTS];
        double[] most = new double[ALIGNMENTS];
        int narrowest = 0;
        for (int i = 0; i < ALIGNMENTS; i++) {
            least[i] = Double.POSITIVE_INFINITY;
            most[i] = Double.NEGATIVE_INFINITY;
            for (Spot spot : spots) {
                least[i] = Math.min(least[i], columns[i][spot.index()] - spot.width() / 2.0);
                most[i] = Math.max(most[i], columns[i][spot.index()] + spot.width() / 2.0);
            }
            narrowest = most[i] - least[i] < most[narrowest] - least[narrowest] ? i : narrowest;
        }
        for (int i = 0; i < ALIGNMENTS; i++) {
            double move = i % 2 == 0 ? least[narrowest] - least[i] : most[narrowest] - most[i];
            for (int j = 0; j < columns[i].length; j++) {
                columns[i][j] += move;
            }
        }
    }

    /** A line between two layers as a number. */
    static long key(Spot upper, Spot lower, int spots) {
        return (long) upper.index() * spots + lower.index();
    }

    /** Lines that cross a part of a long line, which need not be straight. */
    private static Set<Long> conflicts(List<List<Spot>> layers, int spots) {
        Set<Long> conflicts = new HashSet<>();
        for (int i = 1; i < layers.size(); i++) {
            List<Spot> layer = layers.get(i);
            int scanned = 0;
            int first = 0;
            for (int j = 0; j < layer.size(); j++) {
                Spot inner = longLineAbove(layer.get(j));
                if (inner != null || j == layer.size() - 1) {
                    int last = inner == null ? layers.get(i - 1).size() : inner.place();
                    for (Spot lower : layer.subList(scanned, j + 1)) {
                        mark(lower, first, last, spots, conflicts);
                    }
                    scanned = j + 1;
                    first = last;
                }
            }
        }
        return conflicts;
    }

    private static void mark(Spot lower, int first, int last, int spots, Set<Long> conflicts) {
        for (Spot upper : lower.above()) {
            boolean crosses = upper.place() < first || upper.place() > last;
            if (crosses && !(upper.isBend() && lower.isBend())) {
                conflicts.add(key(upper, lower, spots));
            }
        }
    }

    private static @Nullable Spot longLineAbove(Spot spot) {
        return spot.isBend() && spot.above().get(0).isBend() ? spot.above().get(0) : null;
    }
}
