/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a network may be cut. Position p lies behind operator p; position -1 before all; what crosses it are the tensors
 * computed before it and read behind it.
 */
final class Borders {
    /** Operators that an engine fuses with the one before them; a border between the two would undo that. */
    private static final Set<String> FUSED = Set.of(
            "Relu",
            "LeakyRelu",
            "Clip",
            "Sigmoid",
            "HardSigmoid",
            "HardSwish",
            "Tanh",
            "Elu",
            "PRelu",
            "Softplus",
            "Mish",
            "BatchNormalization",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Erf",
            "Pow",
            "Softmax");

    /** The position of what is not written. */
    static final int NOWHERE = -2;

    /** More tensors than that in one border are no cut but a tear. */
    private static final int MOST_CROSSING = 8;

    /** Constants of fewer bytes are copied into every block that reads them. */
    private static final long COPIED_BYTES = 1024;

    private final OnnxGraph graph;
    private final ModelGraph structure;
    private final List<NodeProto> nodes;
    private final Map<String, Integer> written = new HashMap<>();
    private final Map<String, Integer> lastRead = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers;
    private final Map<Integer, List<TensorSpec>> crossings = new HashMap<>();

    Borders(OnnxGraph graph, ModelGraph structure) {
        this.graph = graph;
        this.structure = structure;
        Set<String> dependent = graph.dependent();
        this.nodes = graph.nodes().stream()
                .filter(node -> node.getOutputList().stream().anyMatch(dependent::contains))
                .toList();
        this.consumers = graph.consumers();
        written.put(structure.input().name(), -1);
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : written(i)) {
                written.put(name, i);
            }
            for (String name : nodes.get(i).getInputList()) {
                lastRead.put(name, i);
            }
        }
    }

    /** The operators that depend on the input, in order. */
    List<NodeProto> nodes() {
        return nodes;
    }

    /** The tensors that cross a position. */
    List<TensorSpec> crossing(int position) {
        return crossings.computeIfAbsent(position, this::findCrossing);
    }

    private List<TensorSpec> findCrossing(int position) {
        List<TensorSpec> crossing = new ArrayList<>();
        written.forEach((name, at) -> {
            if (at <= position && lastRead.getOrDefault(name, -1) > position) {
                crossing.add(structure.tensor(name));
            }
        });
        crossing.sort(Comparator.comparing((TensorSpec spec) -> Lookup.in(written, spec.name()))
                .thenComparing(TensorSpec::name));
        return crossing;
    }

    /** What the operators between two positions read from before the first. */
    List<TensorSpec> inputs(int from, int to) {
        Set<String> read = new HashSet<>();
        nodes.subList(from + 1, to + 1).forEach(node -> read.addAll(node.getInputList()));
        return crossing(from).stream()
                .filter(spec -> read.contains(spec.name()))
                .toList();
    }

    /** What the operators between two positions write that is read behind the second, or by the caller. */
    List<TensorSpec> outputs(int from, int to) {
        Set<String> answers = new HashSet<>();
        structure.outputs().forEach(output -> answers.add(output.name()));
        List<TensorSpec> outputs = new ArrayList<>();
        for (NodeProto node : nodes.subList(from + 1, to + 1)) {
            for (String name : node.getOutputList()) {
                if (answers.contains(name) || lastRead.getOrDefault(name, -1) > to) {
                    outputs.add(structure.tensor(name));
                }
            }
        }
        return outputs;
    }

    /** The positions where the network may be cut, rising. */
    List<Integer> positions() {
        Set<Integer> torn = tornPositions();
        List<Integer> positions = new ArrayList<>();
        for (int position = 0; position < nodes.size() - 1; position++) {
            List<TensorSpec> crossing = crossing(position);
            if (!torn.contains(position)
                    && !crossing.isEmpty()
                    && crossing.size() <= MOST_CROSSING
                    && crossing.stream().allMatch(this::isBorder)) {
                positions.add(position);
            }
        }
        return positions;
    }

    /** Whether a tensor may leave a block: images of floats that nothing would be fused to. */
    private boolean isBorder(TensorSpec spec) {
        return spec.type() == ElementType.FLOAT32
                && spec.shape().rank() >= 2
                && (Lookup.in(written, spec.name()) < 0
                        || consumers.getOrDefault(spec.name(), List.of()).stream()
                                .noneMatch(this::isFused));
    }

    /** Whether the operator works in place on what the one before it computed: an activation, or one with a constant. */
    private boolean isFused(NodeProto node) {
        long variables = node.getInputList().stream()
                .filter(name -> !name.isEmpty() && written.containsKey(name))
                .distinct()
                .count();
        return FUSED.contains(node.getOpType()) && variables == 1;
    }

    /** Positions between two readers of the same weights, which belong in one block. */
    private Set<Integer> tornPositions() {
        Map<String, Integer> firstRead = new HashMap<>();
        Set<Integer> torn = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String name : nodes.get(i).getInputList()) {
                TensorProto constant = graph.constant(name);
                if (constant != null && Constants.bytes(constant) >= COPIED_BYTES) {
                    int first = firstRead.computeIfAbsent(name, key -> -1);
                    if (first < 0) {
                        firstRead.put(name, i);
                    } else {
                        for (int position = first; position < i; position++) {
                            torn.add(position);
                        }
                    }
                }
            }
        }
        return torn;
    }

    /** The position behind the operator that writes this tensor, or {@link #NOWHERE} if none does. */
    int positionOf(String tensor) {
        return written.getOrDefault(tensor, NOWHERE);
    }

    /** The tensors that the operator before a position writes, by any of which it can be named. */
    List<String> written(int position) {
        return nodes.get(position).getOutputList().stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
