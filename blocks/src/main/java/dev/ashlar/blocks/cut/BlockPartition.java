/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ModelGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Chooses where to cut among the positions where a network may be cut. */
final class BlockPartition {
    /*
     * Dynamic programming over positions, exact for a sum of costs of blocks. Then the number of blocks is chosen: the
     * cheapest one, or more up to the fewest that are wanted, as far as they bring choices: more elastic blocks, and no
     * layer less that could lose channels.
     */
    private final List<Integer> positions;
    private final SpanCosts spans;

    private BlockPartition(OnnxGraph graph, ModelGraph structure, CutOptions options) {
        Borders borders = new Borders(graph, structure);
        this.positions = new ArrayList<>(List.of(-1));
        positions.addAll(borders.positions());
        positions.add(borders.nodes().size() - 1);
        Pins.require(options, borders);
        this.spans = new SpanCosts(graph, structure, borders, positions, options.pins());
    }

    /** The chosen positions, each the end of a block; the last is the end of the network. */
    static List<Integer> of(OnnxGraph graph, ModelGraph structure, CutOptions options) {
        BlockPartition partition = new BlockPartition(graph, structure, options);
        return partition.best(options).stream().map(partition.positions::get).toList();
    }

    private List<Integer> best(CutOptions options) {
        int last = positions.size() - 1;
        int most = Math.min(options.maxBlocks(), last);
        double[][] cost = new double[most + 1][last + 1];
        int[][] from = new int[most + 1][last + 1];
        for (double[] row : cost) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        cost[0][0] = 0;
        for (int count = 1; count <= most; count++) {
            for (int end = 1; end <= last; end++) {
                for (int start = 0; start < end; start++) {
                    double total = cost[count - 1][start] + spans.cost(start, end);
                    if (total < cost[count][end]) {
                        cost[count][end] = total;
                        from[count][end] = start;
                    }
                }
            }
        }
        int free = cheapest(cost, 1, most);
        List<Integer> cheapest = ends(from, free, last);
        for (int fewest = Math.min(options.minBlocks(), most); fewest > free; fewest--) {
            List<Integer> ends = ends(from, cheapest(cost, fewest, most), last);
            if (bringsChoices(spans.elastic(ends), spans.elastic(cheapest))) {
                return ends;
            }
        }
        return cheapest;
    }

    private static boolean bringsChoices(List<Long> elastic, List<Long> cheapest) {
        return count(elastic) > count(cheapest) && sum(elastic) >= sum(cheapest);
    }

    private static long count(List<Long> elastic) {
        return elastic.stream().filter(macs -> macs > 0).count();
    }

    private static long sum(List<Long> elastic) {
        return elastic.stream().mapToLong(Long::longValue).sum();
    }

    /** The number of blocks, no less than {@code fewest}, into which the network is cut best. */
    private static int cheapest(double[][] cost, int fewest, int most) {
        int last = cost[fewest].length - 1;
        int count = fewest;
        for (int candidate = fewest; candidate <= most; candidate++) {
            count = cost[candidate][last] < cost[count][last] ? candidate : count;
        }
        return count;
    }

    /** Where the blocks end, as indices of positions. */
    private static List<Integer> ends(int[][] from, int count, int last) {
        List<Integer> ends = new ArrayList<>();
        int end = last;
        for (int k = count; k > 0; k--) {
            ends.add(0, end);
            end = from[k][end];
        }
        return ends;
    }
}
