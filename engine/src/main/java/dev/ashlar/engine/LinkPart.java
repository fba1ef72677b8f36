/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One block to be linked.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class LinkPart {
    /*
     * To give everything names of its own is most of the work of linking, and comes out alike whenever a block is linked
     * at the same place, which is where it stands in every plan; so that is kept.
     */

    /** Begins the names of what is not at a border, which no tensor of a network begins with. */
    private static final String INNER = "ashlar.block.";

    private final ModelProto model;
    private final String weights;
    private final Map<Integer, Named> named = new ConcurrentHashMap<>();

    /**
     * A part.
     *
     * @param model prepared, its larger weights in another file
     * @param weights where that file is, relative to the folder of all
     */
    LinkPart(ModelProto model, String weights) {
        this.model = model;
        this.weights = weights;
    }

    /**
     * Nodes and constants with names of their own.
     *
     * @param obstacle why the block cannot be linked to others, or null
     */
    record Named(List<NodeProto> nodes, Map<String, TensorProto> constants, @Nullable String obstacle) {
        static Named refused(String obstacle) {
            return new Named(List.of(), Map.of(), obstacle);
        }
    }

    ModelProto model() {
        return model;
    }

    /** What begins the names of nodes of the part at a place. */
    static String prefix(int place) {
        return INNER + place + "/";
    }

    /** The part as it stands at a place among others. */
    Named at(int place) {
        return named.computeIfAbsent(place, number -> name(prefix(number)));
    }

    private Named name(String prefix) {
        GraphProto graph = model.getGraph();
        if (model.getFunctionsCount() > 0 || graph.getSparseInitializerCount() > 0) {
            return Named.refused("a block has functions or sparse weights");
        }
        Set<String> borders = new HashSet<>();
        graph.getInputList().forEach(input -> borders.add(input.getName()));
        graph.getOutputList().forEach(output -> borders.add(output.getName()));
        UnaryOperator<String> own = name -> name.isEmpty() || borders.contains(name) ? name : prefix + name;
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        for (TensorProto constant : graph.getInitializerList()) {
            if (borders.contains(constant.getName())) {
                return Named.refused("the tensor %s at a border is a constant".formatted(constant.getName()));
            }
            String name = own.apply(constant.getName());
            constants.put(name, placed(constant, name));
        }
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getAttributeList().stream()
                    .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0)) {
                return Named.refused("the operator %s holds a graph".formatted(node.getName()));
            }
            nodes.add(renamed(node, own, prefix + nodes.size() + "." + node.getName()));
        }
        return new Named(nodes, constants, null);
    }

    private TensorProto placed(TensorProto constant, String name) {
        TensorProto.Builder placed = constant.toBuilder().setName(name);
        for (StringStringEntryProto.Builder entry : placed.getExternalDataBuilderList()) {
            if (entry.getKey().equals("location")) {
                entry.setValue(weights);
            }
        }
        return placed.build();
    }

    /** A node with other names of tensors. */
    static NodeProto renamed(NodeProto node, UnaryOperator<String> names, String name) {
        NodeProto.Builder renamed = node.toBuilder().setName(name).clearInput().clearOutput();
        node.getInputList().forEach(input -> renamed.addInput(names.apply(input)));
        node.getOutputList().forEach(output -> renamed.addOutput(names.apply(output)));
        return renamed.build();
    }
}
