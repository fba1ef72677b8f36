/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Removes the inner channels of a block whose filters have the least absolute sum; all else stays as it is. */
public final class L1Pruning {
    /*
     * Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017. Filters that must go together, because their outputs
     * are added, are judged by the sum of their norms. Normalisation loses the channels of the layer before it.
     */
    private final OnnxGraph graph;
    private final InnerChannels inner;
    private final Map<String, int[]> kept = new HashMap<>();
    private final Map<String, Integer> before = new HashMap<>();

    private L1Pruning(OnnxGraph graph) {
        this.graph = graph;
        this.inner = new InnerChannels(graph);
    }

    /**
     * A block with as many inner channels as another, chosen by their norms.
     *
     * @param block to be pruned
     * @param narrow a descendant of the same block, however it was made: only its channels are counted
     */
    public static OnnxGraph like(OnnxGraph block, OnnxGraph narrow) {
        L1Pruning pruning = new L1Pruning(block);
        Map<String, Integer> widths = pruning.inner.widths(narrow);
        pruning.inner.writers().forEach((channels, writers) -> pruning.choose(channels, writers, widths.get(channels)));
        return pruning.apply();
    }

    private void choose(String channels, List<NodeProto> writers, @Nullable Integer width) {
        double[] sums = inner.norms(writers.get(0));
        for (NodeProto writer : writers.subList(1, writers.size())) {
            double[] norms = inner.norms(writer);
            Arrays.setAll(sums, i -> sums[i] + norms[i]);
        }
        before.put(channels, sums.length);
        kept.put(channels, strongest(sums, width == null ? sums.length : Math.min(width, sums.length)));
    }

    /** The indices of the greatest numbers, ascending; of equals the first. */
    static int[] strongest(double[] norms, int count) {
        return IntStream.range(0, norms.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -norms[i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private OnnxGraph apply() {
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            nodes.add(narrowed(node, constants));
        }
        return graph.with(nodes, constants);
    }

    private NodeProto narrowed(NodeProto node, Map<String, TensorProto> constants) {
        String in = inner.channels(node.getInput(0));
        String out = inner.channels(node.getOutput(0));
        switch (node.getOpType()) {
            case "BatchNormalization" -> {
                for (int i = 1; i < 5; i++) {
                    slice(constants, node, i, 0, in);
                }
            }
            case "Conv", "Gemm" -> {
                int axis = InnerChannels.outputAxis(node);
                slice(constants, node, 1, axis, out);
                if (!inner.isDepthwise(node)) {
                    slice(constants, node, 1, 1 - axis, in);
                } else if (kept.containsKey(out)) {
                    return Attributes.with(node, Attributes.of("group", Lookup.in(kept, out).length));
                }
                slice(constants, node, 2, 0, out);
            }
            default -> {
                // Operators without weights per channel read and write whatever is left.
            }
        }
        return node;
    }

    private void slice(Map<String, TensorProto> constants, NodeProto node, int input, int axis, String channels) {
        int[] indices = kept.get(channels);
        TensorProto constant = input < node.getInputCount() ? constants.get(node.getInput(input)) : null;
        if (indices == null || constant == null) {
            return;
        }
        Shape shape = Constants.shape(constant);
        int places = Math.toIntExact(shape.dim(axis)) / Lookup.in(before, channels);
        int[] all = Arrays.stream(indices)
                .flatMap(channel -> IntStream.range(channel * places, (channel + 1) * places))
                .toArray();
        constants.put(node.getInput(input), sliced(constant, shape, axis, all));
    }

    private static TensorProto sliced(TensorProto constant, Shape shape, int axis, int[] indices) {
        float[] from = Constants.floats(constant);
        int below = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            below *= Math.toIntExact(shape.dim(i));
        }
        int extent = Math.toIntExact(shape.dim(axis));
        int above = from.length / (extent * below);
        float[] to = new float[above * indices.length * below];
        for (int a = 0; a < above; a++) {
            for (int i = 0; i < indices.length; i++) {
                System.arraycopy(from, (a * extent + indices[i]) * below, to, (a * indices.length + i) * below, below);
            }
        }
        return Constants.ofFloats(constant.getName(), shape.with(axis, indices.length), to);
    }
}
