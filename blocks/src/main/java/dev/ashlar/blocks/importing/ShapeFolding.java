/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.importing.TensorProbe.Sight;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces tensors computed from shapes alone by constants where they came out equal for inputs of different extents,
 * so that the arithmetic of exporters does not tie distant parts of a network together.
 */
final class ShapeFolding {
    private ShapeFolding() {}

    /** The graph with such tensors as constants; {@code other} is null if the input has no free extent. */
    static OnnxGraph fold(OnnxGraph graph, Sight nominal, @Nullable Sight other) {
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        Set<String> fromShapes = fromShapes(graph);
        for (String name : fromShapes) {
            Tensor value = nominal.small().get(name);
            if (value != null
                    && (other == null || sameValue(value, other.small().get(name)))) {
                constants.put(name, Constants.of(name, value));
            }
        }
        List<NodeProto> others = graph.nodes().stream()
                .filter(node -> !constants.keySet().containsAll(node.getOutputList()))
                .toList();
        return graph.with(others, constants).withoutDead();
    }

    private static boolean sameValue(Tensor left, @Nullable Tensor right) {
        return right != null
                && left.shape().equals(right.shape())
                && left.data().equals(right.data());
    }

    /** Tensors that depend on the input only through the shapes of others. */
    private static Set<String> fromShapes(OnnxGraph graph) {
        Set<String> found = new HashSet<>();
        for (NodeProto node : graph.nodes()) {
            boolean asksForShape =
                    node.getOpType().equals("Shape") || node.getOpType().equals("Size");
            boolean computesWithShapes = node.getInputCount() > 0
                    && node.getInputList().stream()
                            .allMatch(name ->
                                    name.isEmpty() || graph.constants().containsKey(name) || found.contains(name));
            if (asksForShape || computesWithShapes) {
                found.addAll(node.getOutputList());
            }
        }
        return found;
    }
}
