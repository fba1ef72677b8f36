/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.core.graph.Shape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of the constants of a graph without running it. Made once for a graph, since it reads all operators;
 * asked as often as there is something to ask.
 */
public final class GraphConstants {
    private final OnnxGraph graph;
    private final Map<String, NodeProto> filled = new HashMap<>();

    public GraphConstants(OnnxGraph graph) {
        this.graph = graph;
        for (NodeProto node : graph.nodes()) {
            if (node.getOpType().equals("ConstantOfShape")) {
                filled.putIfAbsent(node.getOutput(0), node);
            }
        }
    }

    /** The initializer of this name, or null. */
    public @Nullable TensorProto tensor(String name) {
        return graph.constant(name);
    }

    /**
     * The shape of a tensor that does not depend on what is fed and whose shape can be told without running the graph:
     * an initializer, or the output of a {@code ConstantOfShape}; null for all others.
     */
    public @Nullable Shape shape(String name) {
        TensorProto constant = tensor(name);
        if (constant != null) {
            return Constants.shape(constant);
        }
        NodeProto fill = filled.get(name);
        TensorProto shape = fill == null ? null : tensor(fill.getInput(0));
        return shape == null ? null : Shape.of(Constants.integers(shape));
    }
}
