/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What every block costs that a network may be cut into: whatever lies between two positions. */
final class SpanCosts {
    /*
     * A block costs the square of its share of the compute (so equal shares are cheapest, and many choices come from
     * many blocks), plus its share of compute that cannot lose channels, plus a little for every tensor beyond the first
     * at its borders and for the bytes there, plus a constant for the border itself: one more block is worth its border
     * while the squares fall by more.
     *
     * Glue has no choices, so smaller squares are worth nothing there. Layers that become glue by the cut, and could
     * lose channels if there were no border, cost twice their share. That is the most that cutting them off saves: the
     * squares fall by 2xy where shares x and y are parted, and y is at most 1. What is glue in any cut costs a constant
     * only: where it is large it may stand apart, one file beside all descendants of its neighbours; where it is small
     * it goes with one of them and is rounded or made of low rank with it.
     *
     * The constants are in shares of the whole network's compute (docs/decisions/0012 and 0046).
     */
    private static final double RIGID = 0.5;
    private static final double WASTED = 2;
    private static final double GLUE = 0.05;
    private static final double EXTRA_TENSOR = 0.02;
    private static final double BORDER = 0.012;
    private static final double BORDER_BYTES = 0.1;

    private final Borders borders;
    private final ElasticEstimate estimate;
    private final List<Integer> positions;
    private final long[] macsUpTo;
    private final long[] losableUpTo;
    private final double allMacs;
    private final double allBytes;
    private final double[][] costs;
    private final long[][] elastic;

    /**
     * Weighs all blocks.
     *
     * @param positions where the network may be cut, its start and its end
     * @param pins tensors that no block may hold inside
     */
    SpanCosts(
            OnnxGraph graph, ModelGraph structure, Borders borders, List<Integer> positions, Collection<String> pins) {
        this.borders = borders;
        this.estimate =
                new ElasticEstimate(graph, name -> structure.tensor(name).nominal());
        this.positions = positions;
        this.allMacs = Math.max(1, structure.macs());
        this.allBytes = structure.tensors().values().stream()
                .mapToDouble(TensorSpec::nominalBytes)
                .sum();
        int operators = structure.operators().size();
        Set<NodeProto> losable = estimate.layers(borders.nodes(), names(-1, operators - 1));
        this.macsUpTo = new long[operators + 1];
        this.losableUpTo = new long[operators + 1];
        for (int i = 0; i < operators; i++) {
            long macs = structure.operators().get(i).macs();
            macsUpTo[i + 1] = macsUpTo[i] + macs;
            losableUpTo[i + 1] =
                    losableUpTo[i] + (losable.contains(borders.nodes().get(i)) ? macs : 0);
        }
        this.costs = new double[positions.size()][positions.size()];
        this.elastic = new long[positions.size()][positions.size()];
        weigh(pins);
    }

    /** What a block costs that lies between two positions, given by their indices. */
    double cost(int start, int end) {
        return costs[start][end];
    }

    /** Multiply-accumulates in layers that could lose channels, for each block of a cut. */
    List<Long> elastic(List<Integer> ends) {
        List<Long> macs = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            macs.add(elastic[start][end]);
            start = end;
        }
        return macs;
    }

    private void weigh(Collection<String> pins) {
        List<Integer> pinned = pins.stream().map(borders::positionOf).sorted().toList();
        for (int start = 0; start < positions.size(); start++) {
            for (int end = start + 1; end < positions.size(); end++) {
                int from = positions.get(start);
                int to = positions.get(end);
                boolean skipsPin = pinned.stream().anyMatch(pin -> pin > from && pin < to);
                costs[start][end] = Double.POSITIVE_INFINITY;
                if (!skipsPin) {
                    elastic[start][end] = estimate.macs(borders.nodes().subList(from + 1, to + 1), names(from, to));
                    costs[start][end] = cost(from, to, elastic[start][end]);
                }
            }
        }
    }

    private double cost(int from, int to, long elasticMacs) {
        List<TensorSpec> outputs = borders.outputs(from, to);
        double macs = macsUpTo[to + 1] - macsUpTo[from + 1];
        double share = macs / allMacs;
        double bytes = outputs.stream().mapToDouble(TensorSpec::nominalBytes).sum() / allBytes;
        double cost = share * share
                + RIGID * (macs - elasticMacs) / allMacs
                + EXTRA_TENSOR * (Math.max(borders.inputs(from, to).size() - 1, 0) + Math.max(outputs.size() - 1, 0))
                + BORDER_BYTES * bytes
                + BORDER;
        return elasticMacs > 0 ? cost : cost + GLUE + WASTED * (losableUpTo[to + 1] - losableUpTo[from + 1]) / allMacs;
    }

    /** What a block reads and answers with. */
    private List<String> names(int from, int to) {
        return Stream.concat(borders.inputs(from, to).stream(), borders.outputs(from, to).stream())
                .map(TensorSpec::name)
                .toList();
    }
}
