/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX graph as a value: operators in topological order, constants by name, and the tensors that go in and out.
 *
 * @param header the model without its graph: versions of format and operator sets
 * @param nodes operators; absent optional inputs have empty names
 * @param constants constant tensors by name
 * @param inputs tensors fed from outside
 * @param outputs names of the tensors that are answered with
 */
public record OnnxGraph(
        ModelProto header,
        List<NodeProto> nodes,
        Map<String, TensorProto> constants,
        List<ValueInfoProto> inputs,
        List<String> outputs) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Version of the default operator set. */
    public long opset() {
        for (OperatorSetIdProto set : header.getOpsetImportList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                return set.getVersion();
            }
        }
        return 0;
    }

    /** Bytes of all constants together. */
    public long constantBytes() {
        return constants.values().stream().mapToLong(Constants::bytes).sum();
    }

    public OnnxGraph with(List<NodeProto> otherNodes, Map<String, TensorProto> otherConstants) {
        return new OnnxGraph(header, otherNodes, otherConstants, inputs, outputs);
    }

    /** The names of the inputs, in their order. */
    public List<String> inputNames() {
        return inputs.stream().map(ValueInfoProto::getName).toList();
    }

    public OnnxGraph withOutputs(Collection<String> otherOutputs) {
        return new OnnxGraph(header, nodes, constants, inputs, List.copyOf(otherOutputs));
    }

    /** The operator that writes each tensor. */
    public Map<String, NodeProto> producers() {
        Map<String, NodeProto> producers = new HashMap<>();
        for (NodeProto node : nodes) {
            node.getOutputList().forEach(name -> producers.put(name, node));
        }
        return producers;
    }

    /** The operators that read each tensor, in order, each as often as it reads it. */
    public Map<String, List<NodeProto>> consumers() {
        Map<String, List<NodeProto>> consumers = new HashMap<>();
        for (NodeProto node : nodes) {
            for (String name : node.getInputList()) {
                if (!name.isEmpty()) {
                    consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
                }
            }
        }
        return consumers;
    }

    /** Names of the tensors that depend on what is fed, inputs included. */
    public Set<String> dependent() {
        Set<String> dependent = new HashSet<>();
        inputs.forEach(input -> dependent.add(input.getName()));
        for (NodeProto node : nodes) {
            if (node.getInputList().stream().anyMatch(dependent::contains)) {
                dependent.addAll(node.getOutputList());
            }
        }
        dependent.remove("");
        return dependent;
    }

    public @Nullable TensorProto constant(String name) {
        return constants.get(name);
    }

    /** This graph without operators and constants that no output needs. */
    public OnnxGraph withoutDead() {
        Set<String> needed = new HashSet<>(outputs);
        List<NodeProto> alive = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                alive.add(0, node);
                needed.addAll(node.getInputList());
            }
        }
        Map<String, TensorProto> kept = new LinkedHashMap<>(constants);
        kept.keySet().retainAll(needed);
        return with(alive, kept);
    }

    /** The part between the tensors {@code from} and {@code to}, with the constants that it needs. */
    public OnnxGraph slice(List<TensorSpec> from, List<String> to) {
        Set<String> given = new HashSet<>();
        from.forEach(spec -> given.add(spec.name()));
        List<NodeProto> rest = nodes.stream()
                .filter(node -> node.getOutputList().stream().noneMatch(given::contains))
                .toList();
        List<ValueInfoProto> fed = from.stream().map(OnnxGraph::valueInfo).toList();
        return new OnnxGraph(header, rest, constants, fed, to).withoutDead();
    }

    /** The description of a tensor; free extents get names of their own. */
    public static ValueInfoProto valueInfo(TensorSpec spec) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int i = 0; i < spec.shape().rank(); i++) {
            long extent = spec.shape().dim(i);
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            dims.addDim(extent == Shape.FREE ? dim.setDimParam("d" + i) : dim.setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(spec.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(spec.type().onnx())
                                .setShape(dims)))
                .build();
    }

    /** The file of this graph; equal graphs have equal bytes. */
    public byte[] toBytes() {
        return written(outputs);
    }

    /** A file that answers with these tensors of this graph, without what none of them needs. */
    public byte[] toBytes(Collection<String> answers) {
        OnnxGraph needed = withOutputs(answers).withoutDead();
        return (needed.nodes.isEmpty() ? this : needed).written(answers);
    }

    private byte[] written(Collection<String> answers) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("ashlar")
                .addAllNode(nodes)
                .addAllInitializer(constants.values())
                .addAllInput(inputs);
        for (String name : answers) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        }
        return header.toBuilder().setGraph(graph).build().toByteArray();
    }
}
