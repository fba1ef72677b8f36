/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns everything that does not depend on the input into constants, computed by the engine itself. */
final class ConstantFolding {
    /** Larger results stay operators, so that a file of a few bytes cannot become gigabytes of constants. */
    private static final long MAX_FOLDED_BYTES = 1 << 20;

    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli");

    private ConstantFolding() {}

    /** The graph with {@code Constant} operators as constants. */
    static OnnxGraph promote(OnnxGraph graph) {
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        List<NodeProto> others = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            if (node.getOpType().equals("Constant") && node.getDomain().isEmpty()) {
                String name = node.getOutput(0);
                constants.put(name, value(node).toBuilder().setName(name).build());
            } else {
                others.add(node);
            }
        }
        return graph.with(others, constants);
    }

    private static TensorProto value(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            TensorProto value = value(attribute);
            if (value != null) {
                return value;
            }
        }
        throw new BlocksException(
                "The Constant operator %s holds a value of a kind that is not supported. Maybe export the network again without strings or sparse tensors."
                        .formatted(node.getOutput(0)));
    }

    private static @Nullable TensorProto value(AttributeProto attribute) {
        return switch (attribute.getName()) {
            case "value" -> attribute.getT();
            case "value_float" -> Constants.ofFloats("", Shape.of(), attribute.getF());
            case "value_floats" -> floats(attribute.getFloatsList());
            case "value_int" ->
                Constants.ofIntegers("", attribute.getI()).toBuilder()
                        .clearDims()
                        .build();
            case "value_ints" ->
                Constants.ofIntegers(
                        "",
                        attribute.getIntsList().stream()
                                .mapToLong(Long::longValue)
                                .toArray());
            default -> null;
        };
    }

    private static TensorProto floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return Constants.ofFloats("", Shape.of(values.length), values);
    }

    /** The graph with operators of constant inputs computed. */
    static OnnxGraph fold(OnnxGraph graph, GraphRunner runner) {
        Set<String> constant = new HashSet<>(graph.constants().keySet());
        constant.add("");
        List<NodeProto> foldable = new ArrayList<>();
        List<NodeProto> others = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            if (constant.containsAll(node.getInputList())
                    && !RANDOM.contains(node.getOpType())
                    && isSmall(node, graph)) {
                foldable.add(node);
                constant.addAll(node.getOutputList());
            } else {
                others.add(node);
            }
        }
        if (foldable.isEmpty()) {
            return graph;
        }
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        constants.putAll(compute(graph, foldable, readOf(others, graph), runner));
        return graph.with(others, constants);
    }

    /** Whether the result can be kept as a constant; only ConstantOfShape makes much out of little. */
    private static boolean isSmall(NodeProto node, OnnxGraph graph) {
        if (!node.getOpType().equals("ConstantOfShape")) {
            return true;
        }
        TensorProto shape = graph.constant(node.getInput(0));
        long bytes = 8;
        for (long extent : shape == null ? new long[] {MAX_FOLDED_BYTES} : Constants.integers(shape)) {
            bytes = Math.min(bytes * Math.max(extent, 1), MAX_FOLDED_BYTES + 1);
        }
        return bytes <= MAX_FOLDED_BYTES;
    }

    private static Set<String> readOf(List<NodeProto> nodes, OnnxGraph graph) {
        Set<String> read = new HashSet<>(graph.outputs());
        nodes.forEach(node -> read.addAll(node.getInputList()));
        return read;
    }

    private static Map<String, TensorProto> compute(
            OnnxGraph graph, List<NodeProto> foldable, Set<String> read, GraphRunner runner) {
        List<String> wanted = foldable.stream()
                .flatMap(node -> node.getOutputList().stream())
                .filter(read::contains)
                .toList();
        Map<String, TensorProto> computed = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            return computed;
        }
        OnnxGraph part = new OnnxGraph(graph.header(), foldable, graph.constants(), List.of(), wanted).withoutDead();
        try (GraphRunner.LoadedGraph loaded = runner.load(part.toBytes())) {
            Map<String, Tensor> values = loaded.run(Map.of(), wanted);
            wanted.forEach(name -> computed.put(name, Constants.of(name, Lookup.in(values, name))));
        }
        return computed;
    }

    /** The graph without operators that pass their input on unchanged. */
    static OnnxGraph withoutIdentities(OnnxGraph graph) {
        Map<String, String> aliases = new LinkedHashMap<>();
        Set<String> outputs = Set.copyOf(graph.outputs());
        Set<String> read = readOf(graph.nodes(), graph);
        List<NodeProto> others = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            boolean alone = node.getOutputList().stream().skip(1).noneMatch(read::contains);
            if (passesOn(node) && alone && !outputs.contains(node.getOutput(0))) {
                String source = node.getInput(0);
                aliases.put(node.getOutput(0), aliases.getOrDefault(source, source));
            } else {
                others.add(node);
            }
        }
        return graph.with(others.stream().map(node -> renamed(node, aliases)).toList(), graph.constants());
    }

    private static boolean passesOn(NodeProto node) {
        return switch (node.getOpType()) {
            case "Identity" -> true;
            case "Dropout" -> node.getInputCount() < 3 && Attributes.find(node, "mode") == null;
            default -> false;
        };
    }

    private static NodeProto renamed(NodeProto node, Map<String, String> aliases) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            changed.setInput(i, aliases.getOrDefault(node.getInput(i), node.getInput(i)));
        }
        return changed.build();
    }
}
