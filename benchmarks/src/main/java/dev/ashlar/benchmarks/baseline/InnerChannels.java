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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tensors inside a block have channels that go together, and which of them may go at all. */
final class InnerChannels {
    /*
     * A union of tensors, whole ones: enough for chains and residual networks, which is what baselines are compared on.
     * Whatever no rule covers keeps its channels. Written independently of the product's own analysis, so that a fault of
     * that one cannot hide in the comparison.
     */
    private static final Set<String> PER_CHANNEL = Set.of(
            "BatchNormalization",
            "Relu",
            "LeakyRelu",
            "Sigmoid",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "Flatten",
            "Identity",
            "Dropout");

    private final OnnxGraph graph;
    private final Map<String, String> parents = new HashMap<>();
    private final Set<String> fixed = new HashSet<>();
    private final Map<String, Integer> uses = new HashMap<>();

    InnerChannels(OnnxGraph graph) {
        this.graph = graph;
        for (NodeProto node : graph.nodes()) {
            node.getInputList().forEach(name -> uses.merge(name, 1, Integer::sum));
        }
        graph.nodes().forEach(this::tell);
        graph.inputs().forEach(input -> fixed.add(input.getName()));
        fixed.addAll(graph.outputs());
    }

    private void tell(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        if (node.getOpType().equals("Conv") || node.getOpType().equals("Gemm")) {
            layer(node, in, out);
        } else if (PER_CHANNEL.contains(node.getOpType()) || isFlattening(node)) {
            join(in, out);
        } else if (Set.of("Add", "Sum", "Mul").contains(node.getOpType())
                && node.getInputList().stream().allMatch(name -> graph.constant(name) == null)) {
            node.getInputList().forEach(name -> join(name, out));
        } else {
            fixed.addAll(node.getInputList());
            fixed.addAll(node.getOutputList());
        }
    }

    private void layer(NodeProto node, String in, String out) {
        TensorProto weight = graph.constant(node.getInput(1));
        boolean alone = weight != null && uses.getOrDefault(node.getInput(1), 0) == 1;
        if (alone && isDepthwise(node)) {
            join(in, out);
        } else if (!alone || Attributes.integer(node, "group", 1) != 1) {
            fixed.add(in);
            fixed.add(out);
        }
    }

    /** Whether the operator makes a row of numbers of every image, whatever its channels. */
    private boolean isFlattening(NodeProto node) {
        TensorProto shape = node.getOpType().equals("Reshape") ? graph.constant(node.getInput(1)) : null;
        if (shape == null) {
            return false;
        }
        long[] dims = Constants.integers(shape);
        return dims.length == 2 && dims[1] == -1;
    }

    boolean isDepthwise(NodeProto node) {
        long groups = Attributes.integer(node, "group", 1);
        TensorProto weight = graph.constant(node.getInput(1));
        return groups > 1 && weight != null && weight.getDims(0) == groups && weight.getDims(1) == 1;
    }

    private void join(String left, String right) {
        String a = root(left);
        String b = root(right);
        if (!a.equals(b)) {
            parents.put(a, b);
        }
    }

    private String root(String tensor) {
        String at = tensor;
        String above = parents.get(at);
        while (above != null) {
            at = above;
            above = parents.get(at);
        }
        return at;
    }

    /** The channels of a tensor, by a name that they share with all that go together. */
    String channels(String tensor) {
        return root(tensor);
    }

    /** Layers that write channels which may go, by the name of these channels, in the order of the graph. */
    Map<String, List<NodeProto>> writers() {
        Set<String> kept = new HashSet<>();
        fixed.forEach(tensor -> kept.add(root(tensor)));
        Map<String, List<NodeProto>> writers = new LinkedHashMap<>();
        for (NodeProto node : graph.nodes()) {
            boolean layer = node.getOpType().equals("Gemm") || (node.getOpType().equals("Conv") && !isDepthwise(node));
            String channels = root(node.getOutput(0));
            if (layer && !kept.contains(channels)) {
                writers.computeIfAbsent(channels, key -> new ArrayList<>()).add(node);
            }
        }
        return writers;
    }

    /** How many channels a narrower block with the same tensors has of each kind, where it says so. */
    Map<String, Integer> widths(OnnxGraph narrow) {
        Map<String, Integer> widths = new HashMap<>();
        Set<String> mine = writers().keySet();
        for (NodeProto node : narrow.nodes()) {
            boolean layer = node.getOpType().equals("Gemm") || node.getOpType().equals("Conv");
            TensorProto weight = layer ? narrow.constant(node.getInput(1)) : null;
            String channels = root(node.getOutput(0));
            if (weight != null && mine.contains(channels)) {
                widths.merge(channels, width(node, weight), Math::min);
            }
        }
        return widths;
    }

    private static int width(NodeProto layer, TensorProto weight) {
        return Math.toIntExact(Constants.shape(weight).dim(outputAxis(layer)));
    }

    /** The axis of a layer's weights that its outputs lie along. */
    static int outputAxis(NodeProto layer) {
        return layer.getOpType().equals("Gemm") && Attributes.integer(layer, "transB", 0) == 0 ? 1 : 0;
    }

    /** The sum of the absolute weights of every output of a layer. */
    double[] norms(NodeProto layer) {
        TensorProto weight = Lookup.in(graph.constants(), layer.getInput(1));
        Shape shape = Constants.shape(weight);
        float[] values = Constants.floats(weight);
        int axis = outputAxis(layer);
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= Math.toIntExact(shape.dim(i));
        }
        double[] norms = new double[Math.toIntExact(shape.dim(axis))];
        for (int i = 0; i < values.length; i++) {
            norms[i / inner % norms.length] += Math.abs(values[i]);
        }
        return norms;
    }
}
