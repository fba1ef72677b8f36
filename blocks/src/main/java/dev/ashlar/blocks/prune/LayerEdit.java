/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives a layer of a graph other weights and another bias. */
final class LayerEdit {
    private final OnnxGraph graph;
    private final NodeProto layer;

    private LayerEdit(OnnxGraph graph, NodeProto layer) {
        this.graph = graph;
        this.layer = layer;
    }

    static LayerEdit of(OnnxGraph graph, NodeProto layer) {
        return new LayerEdit(graph, layer);
    }

    /** The graph with these weights, of the shape that the layer stores them in, and one bias per output channel. */
    OnnxGraph with(Shape shape, float[] weights, float[] bias) {
        String out = layer.getOutput(0);
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        String weightName = out + "/weight";
        String biasName = out + "/bias";
        constants.put(weightName, Constants.ofFloats(weightName, shape, weights));
        constants.put(biasName, Constants.ofFloats(biasName, Shape.of(bias.length), bias));
        List<NodeProto> nodes = graph.nodes().stream()
                .map(node -> node.getOutput(0).equals(out) ? rewired(node, weightName, biasName) : node)
                .toList();
        return graph.with(nodes, constants).withoutDead();
    }

    private static NodeProto rewired(NodeProto node, String weight, String bias) {
        NodeProto.Builder changed = node.toBuilder().setInput(1, weight);
        return (node.getInputCount() > 2 ? changed.setInput(2, bias) : changed.addInput(bias)).build();
    }
}
