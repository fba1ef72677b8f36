/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Chooses where to cut among the positions where a network may be cut. */
final class BlockPartition {
    /*
     * Dynamic programming over positions, exact for a sum of costs of blocks. A block costs the square of its share of
     * the compute (so equal shares are cheapest, and many choices come from many blocks), plus its share of compute that
     * cannot lose channels, plus a little for every tensor beyond the first at its borders and for the bytes there,
     * plus a constant for the border itself: one more block is worth its border while the squares fall by more.
     * The constants are in shares of the whole network's compute; docs/decisions/0012 has the measurements.
     */
    private static final double RIGID = 0.5;
    private static final double EXTRA_TENSOR = 0.02;
    private static final double BORDER = 0.012;
    private static final double BORDER_BYTES = 0.1;

    private final Borders borders;
    private final ElasticEstimate estimate;
    private final List<Integer> positions;
    private final long[] macsUpTo;
    private final double allMacs;
    private final double allBytes;

    private BlockPartition(OnnxGraph graph, ModelGraph structure, CutOptions options) {
        Function<String, Shape> shapes = name -> structure.tensor(name).nominal();
        this.borders = new Borders(graph, structure);
        this.estimate = new ElasticEstimate(graph, shapes);
        this.positions = new ArrayList<>(List.of(-1));
        positions.addAll(borders.positions());
        positions.add(borders.nodes().size() - 1);
        this.macsUpTo = new long[structure.operators().size() + 1];
        for (int i = 0; i < structure.operators().size(); i++) {
            macsUpTo[i + 1] = macsUpTo[i] + structure.operators().get(i).macs();
        }
        this.allMacs = Math.max(1, structure.macs());
        this.allBytes = structure.tensors().values().stream()
                .mapToDouble(TensorSpec::nominalBytes)
                .sum();
        Pins.require(options, borders);
    }

    /** The chosen positions, each the end of a block; the last is the end of the network. */
    static List<Integer> of(OnnxGraph graph, ModelGraph structure, CutOptions options) {
        return new BlockPartition(graph, structure, options).best(options);
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
        double[][] spans = spanCosts(options);
        for (int count = 1; count <= most; count++) {
            for (int end = 1; end <= last; end++) {
                for (int start = 0; start < end; start++) {
                    double total = cost[count - 1][start] + spans[start][end];
                    if (total < cost[count][end]) {
                        cost[count][end] = total;
                        from[count][end] = start;
                    }
                }
            }
        }
        int fewest = Math.min(options.minBlocks(), most);
        int count = fewest;
        for (int candidate = fewest; candidate <= most; candidate++) {
            count = cost[candidate][last] < cost[count][last] ? candidate : count;
        }
        return ends(from, count, last);
    }

    private List<Integer> ends(int[][] from, int count, int last) {
        List<Integer> ends = new ArrayList<>();
        int end = last;
        for (int k = count; k > 0; k--) {
            ends.add(0, positions.get(end));
            end = from[k][end];
        }
        return ends;
    }

    private double[][] spanCosts(CutOptions options) {
        int n = positions.size();
        List<Integer> pinned =
                options.pins().stream().map(borders::positionOf).sorted().toList();
        double[][] costs = new double[n][n];
        for (int start = 0; start < n; start++) {
            for (int end = start + 1; end < n; end++) {
                int first = positions.get(start);
                int behind = positions.get(end);
                boolean skipsPin = pinned.stream().anyMatch(pin -> pin > first && pin < behind);
                costs[start][end] = skipsPin ? Double.POSITIVE_INFINITY : spanCost(first, behind);
            }
        }
        return costs;
    }

    private double spanCost(int from, int to) {
        List<NodeProto> part = borders.nodes().subList(from + 1, to + 1);
        List<TensorSpec> inputs = borders.inputs(from, to);
        List<TensorSpec> outputs = borders.outputs(from, to);
        double macs = macsUpTo[to + 1] - macsUpTo[from + 1];
        double share = macs / allMacs;
        double elastic = estimate.macs(
                part,
                Stream.concat(inputs.stream(), outputs.stream())
                        .map(TensorSpec::name)
                        .toList());
        double bytes = outputs.stream().mapToDouble(TensorSpec::nominalBytes).sum() / allBytes;
        return share * share
                + RIGID * (macs - elastic) / allMacs
                + EXTRA_TENSOR * (Math.max(inputs.size() - 1, 0) + Math.max(outputs.size() - 1, 0))
                + BORDER_BYTES * bytes
                + BORDER;
    }
}
