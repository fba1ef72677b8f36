/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.importing.TensorProbe.Sight;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import java.nio.LongBuffer;
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
        Map<String, List<NodeProto>> consumers = graph.consumers();
        for (String name : fromShapes(graph)) {
            Tensor value = nominal.small().get(name);
            Tensor second = other == null ? value : other.small().get(name);
            if (value != null && second != null && value.shape().equals(second.shape())) {
                Tensor constant = isTarget(name, consumers, graph) ? withFreeExtent(value, second) : value;
                if (value.data().equals(second.data()) || constant != value) {
                    constants.put(name, Constants.of(name, constant));
                }
            }
        }
        List<NodeProto> others = graph.nodes().stream()
                .filter(node -> !constants.keySet().containsAll(node.getOutputList()))
                .toList();
        return graph.with(others, constants).withoutDead();
    }

    /** Whether all that read the tensor reshape something to it. */
    private static boolean isTarget(String name, Map<String, List<NodeProto>> consumers, OnnxGraph graph) {
        return !graph.outputs().contains(name)
                && consumers.getOrDefault(name, List.of()).stream()
                        .allMatch(node -> node.getOpType().equals("Reshape")
                                && node.getInput(1).equals(name)
                                && !node.getInput(0).equals(name));
    }

    /** A shape whose one extent that differs between two runs is left to the engine, or the first if more differ. */
    private static Tensor withFreeExtent(Tensor first, Tensor second) {
        LongBuffer left = first.data().asLongBuffer();
        LongBuffer right = second.data().asLongBuffer();
        int differing = -1;
        for (int i = 0; i < left.limit(); i++) {
            if (left.get(i) != right.get(i) || left.get(i) < 0) {
                if (differing >= 0) {
                    return first;
                }
                differing = i;
            }
        }
        if (first.type() != ElementType.INT64 || differing < 0) {
            return first;
        }
        Tensor free = Tensor.allocate(first.type(), first.shape());
        free.data().asLongBuffer().put(left).put(differing, -1);
        return free;
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
