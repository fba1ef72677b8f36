/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.factor;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.math.Factors;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.LinearLayer;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes two thin layers in the place of a large one. */
final class ThinLayers {
    /*
     * A layer of f features and t targets costs f t multiply-accumulates per place, two of rank r cost r (f + t): cheaper
     * below r = f t / (f + t). Ranks come in the steps that engines work in (docs/decisions/0013). Below 2^15 weights
     * the second operator costs what the smaller first one saves.
     */
    static final int LEAST_WEIGHTS = 1 << 15;

    private static final int LEAST_RANK = 8;
    private static final int STEP = 16;

    private ThinLayers() {}

    /** The rank that leaves at most this share of a layer's compute; 0 if the layer is too small for that. */
    static int rank(int features, int targets, double keep) {
        double most = keep * features * targets / (features + targets);
        int rank = (int) most;
        int stepped = rank >= 2 * STEP ? rank - rank % STEP : rank - rank % LEAST_RANK;
        return (long) features * targets < LEAST_WEIGHTS ? 0 : stepped;
    }

    /** Whether an operator is a layer whose weights are constants of its own kind. */
    static boolean canReplace(ShapedGraph block, NodeProto node) {
        boolean convolution = node.getOpType().equals("Conv");
        if (!node.getDomain().isEmpty() || !(convolution || node.getOpType().equals("Gemm"))) {
            return false;
        }
        OnnxGraph graph = block.graph();
        TensorProto weight = graph.constant(node.getInput(1));
        if (weight == null || !Constants.isFloat(weight) || graph.constant(node.getInput(0)) != null) {
            return false;
        }
        return (convolution ? isPlainConvolution(node, weight) : isPlainProduct(node)) && isRow(block, node);
    }

    private static boolean isPlainConvolution(NodeProto node, TensorProto weight) {
        return weight.getDimsCount() == 4 && Attributes.integer(node, "group", 1) == 1;
    }

    private static boolean isPlainProduct(NodeProto node) {
        return Attributes.integer(node, "transA", 0) == 0
                && Attributes.floating(node, "alpha", 1) == 1
                && Attributes.floating(node, "beta", 1) == 1;
    }

    private static boolean isRow(ShapedGraph block, NodeProto node) {
        if (node.getInputCount() < 3 || node.getInput(2).isEmpty()) {
            return true;
        }
        TensorProto bias = block.graph().constant(node.getInput(2));
        return bias != null
                && Constants.isFloat(bias)
                && Constants.shape(bias)
                        .equals(Shape.of(block.shape(node.getOutput(0)).dim(1)));
    }

    /** The block with two layers of this rank in the place of one, which write and read what it did. */
    static ShapedGraph replace(ShapedGraph block, LinearLayer layer, int rank, Factors factors) {
        NodeProto node = layer.node();
        String out = node.getOutput(0);
        String thin = out + "/thin";
        OnnxGraph graph = block.graph();
        boolean convolution = node.getOpType().equals("Conv");
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        Shape kernel = Constants.shape(Lookup.in(graph.constants(), node.getInput(1)));
        long features = layer.features();
        long targets = layer.targets();
        put(
                constants,
                thin + "/weight",
                convolution ? kernel.with(0, rank) : Shape.of(rank, features),
                factors.first());
        put(
                constants,
                out + "/weight",
                convolution ? Shape.of(targets, rank, 1, 1) : Shape.of(targets, rank),
                factors.second());
        put(constants, thin + "/bias", Shape.of(rank), new float[rank]);
        put(constants, out + "/bias", Shape.of(targets), factors.bias());
        NodeProto first = layer(convolution ? node : Attributes.with(node, Attributes.of("transB", 1)), thin)
                .setInput(0, node.getInput(0))
                .build();
        NodeProto second = layer(
                        convolution
                                ? NodeProto.newBuilder().setOpType("Conv").build()
                                : Attributes.with(node, Attributes.of("transB", 1)),
                        out)
                .setInput(0, thin)
                .build();
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto other : graph.nodes()) {
            if (other.getOutput(0).equals(out)) {
                nodes.add(first);
                nodes.add(second);
            } else {
                nodes.add(other);
            }
        }
        Map<String, Shape> shapes = new HashMap<>(block.shapes());
        shapes.put(thin, block.shape(out).with(1, rank));
        return new ShapedGraph(graph.with(nodes, constants).withoutDead(), shapes);
    }

    private static void put(Map<String, TensorProto> constants, String name, Shape shape, float[] values) {
        constants.put(name, Constants.ofFloats(name, shape, values));
    }

    private static NodeProto.Builder layer(NodeProto like, String out) {
        return like.toBuilder()
                .setName(out)
                .clearInput()
                .addInput("")
                .addInput(out + "/weight")
                .addInput(out + "/bias")
                .clearOutput()
                .addOutput(out);
    }
}
