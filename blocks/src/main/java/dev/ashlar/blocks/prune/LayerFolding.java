/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds what follows a linear layer and is affine per channel into the layer: batch normalisation, and multiplication
 * with or addition of a constant. The block computes the same.
 */
final class LayerFolding {
    private static final List<String> LINEAR = List.of("Conv", "ConvTranspose", "Gemm");

    private LayerFolding() {}

    static OnnxGraph fold(OnnxGraph graph) {
        OnnxGraph current = graph;
        while (true) {
            OnnxGraph next = foldOne(current);
            if (next == null) {
                return current.withoutDead();
            }
            current = next;
        }
    }

    /** The graph with one more operator folded, or null if there is none left. */
    private static @Nullable OnnxGraph foldOne(OnnxGraph graph) {
        Map<String, NodeProto> producers = graph.producers();
        Map<String, List<NodeProto>> consumers = graph.consumers();
        for (NodeProto node : graph.nodes()) {
            String variable = node.getInputList().stream()
                    .filter(name -> !name.isEmpty() && graph.constant(name) == null)
                    .findFirst()
                    .orElse("");
            NodeProto layer = producers.get(variable);
            boolean alone = consumers.getOrDefault(variable, List.of()).size() == 1
                    && !graph.outputs().contains(variable);
            if (layer != null && alone && isFoldable(graph, layer)) {
                Affine affine = Affine.of(graph, node, layer, channels(graph, layer));
                if (affine != null) {
                    return folded(graph, layer, node, affine);
                }
            }
        }
        return null;
    }

    private static boolean isFoldable(OnnxGraph graph, NodeProto layer) {
        return LINEAR.contains(layer.getOpType())
                && graph.constant(layer.getInput(1)) != null
                && (layer.getInputCount() < 3
                        || layer.getInput(2).isEmpty()
                        || graph.constant(layer.getInput(2)) != null)
                && Attributes.floating(layer, "alpha", 1) == 1
                && Attributes.floating(layer, "beta", 1) == 1
                && (!layer.getOpType().equals("ConvTranspose") || Attributes.integer(layer, "group", 1) == 1);
    }

    private static int outputAxis(NodeProto layer) {
        boolean inputMajor = layer.getOpType().equals("ConvTranspose")
                || (layer.getOpType().equals("Gemm") && Attributes.integer(layer, "transB", 0) == 0);
        return inputMajor ? 1 : 0;
    }

    private static int channels(OnnxGraph graph, NodeProto layer) {
        TensorProto weight = Lookup.in(graph.constants(), layer.getInput(1));
        return Math.toIntExact(Constants.shape(weight).dim(outputAxis(layer)));
    }

    private static OnnxGraph folded(OnnxGraph graph, NodeProto layer, NodeProto after, Affine affine) {
        TensorProto weight = Lookup.in(graph.constants(), layer.getInput(1));
        Shape shape = Constants.shape(weight);
        float[] weights = Constants.floats(weight);
        int axis = outputAxis(layer);
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= Math.toIntExact(shape.dim(i));
        }
        int channels = affine.channels();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) affine.gain(i / inner % channels);
        }
        float[] bias = new float[channels];
        boolean hasBias = layer.getInputCount() > 2 && !layer.getInput(2).isEmpty();
        float[] before = hasBias ? Constants.floats(Lookup.in(graph.constants(), layer.getInput(2))) : new float[1];
        for (int c = 0; c < channels; c++) {
            bias[c] = (float) (affine.gain(c) * before[before.length == 1 ? 0 : c] + affine.shift(c));
        }
        OnnxGraph edited = LayerEdit.of(graph, layer).with(shape, weights, bias);
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : edited.nodes()) {
            if (node.getOutput(0).equals(layer.getOutput(0))) {
                nodes.add(node.toBuilder().setOutput(0, after.getOutput(0)).build());
            } else if (!node.getOutput(0).equals(after.getOutput(0))) {
                nodes.add(node);
            }
        }
        return edited.with(nodes, edited.constants());
    }
}
