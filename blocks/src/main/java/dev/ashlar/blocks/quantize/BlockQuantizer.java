/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.quantize.ActivationRange.Scale;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the 8-bit version of one block from samples of its inputs. */
public final class BlockQuantizer {
    /** Operators that work on codes as well as on numbers, if all they read is rounded. */
    private static final Set<String> FOLLOWING = Set.of(
            "Add",
            "Mul",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "Concat",
            "Resize",
            "LeakyRelu",
            "Sigmoid",
            "Flatten",
            "Reshape",
            "Transpose",
            "Squeeze",
            "Unsqueeze");

    private static final Set<String> CLIPPING = Set.of("Relu", "Clip");

    private final OnnxGraph graph;
    private final Map<String, List<NodeProto>> consumers;
    private final Set<String> layers = new LinkedHashSet<>();
    private final Set<String> rounded = new LinkedHashSet<>();

    /** @param graph a block whose normalisations are folded into its layers */
    public BlockQuantizer(OnnxGraph graph) {
        this.graph = graph;
        this.consumers = graph.consumers();
        for (NodeProto node : graph.nodes()) {
            if (isLayer(node)) {
                layers.add(node.getOutput(0));
                rounded.add(node.getInput(0));
                rounded.add(behindClipping(node.getOutput(0)));
            }
        }
        for (NodeProto node : graph.nodes()) {
            if (follows(node)) {
                rounded.add(behindClipping(node.getOutput(0)));
            }
        }
    }

    /** Whether the block has a layer whose weights can be rounded. */
    public boolean hasLayers() {
        return !layers.isEmpty();
    }

    /** What keeps the block from being rounded, for people; null if nothing does. */
    public @Nullable String obstacle() {
        return Int8Rewriter.canRewrite(graph)
                ? null
                : "operator set %d has no 8-bit operators, and the block has some that would change in a newer one"
                        .formatted(graph.opset());
    }

    private boolean isLayer(NodeProto node) {
        boolean kind = node.getOpType().equals("Conv") || node.getOpType().equals("Gemm");
        if (!kind || !node.getDomain().isEmpty()) {
            return false;
        }
        TensorProto weight = graph.constant(node.getInput(1));
        boolean constantBias =
                node.getInputCount() < 3 || node.getInput(2).isEmpty() || graph.constant(node.getInput(2)) != null;
        boolean plain = node.getOpType().equals("Conv")
                || (Attributes.integer(node, "transA", 0) == 0
                        && Attributes.floating(node, "alpha", 1) == 1
                        && Attributes.floating(node, "beta", 1) == 1);
        return weight != null
                && Constants.isFloat(weight)
                && constantBias
                && plain
                && graph.constant(node.getInput(0)) == null;
    }

    /** Whether everything that varies in what the operator reads is rounded. */
    private boolean follows(NodeProto node) {
        if (!FOLLOWING.contains(node.getOpType())) {
            return false;
        }
        boolean binary = node.getOpType().equals("Add") || node.getOpType().equals("Mul");
        boolean any = false;
        for (int i = 0; i < node.getInputCount(); i++) {
            String in = node.getInput(i);
            boolean constant = in.isEmpty() || graph.constant(in) != null;
            if ((constant && binary) || (!constant && !rounded.contains(in))) {
                return false;
            }
            any |= !constant;
        }
        return any;
    }

    /** The tensor to round behind a layer: that of the rectifier which alone reads it, since the engine joins the two. */
    private String behindClipping(String tensor) {
        List<NodeProto> readers = consumers.getOrDefault(tensor, List.of());
        boolean joined = readers.size() == 1
                && !graph.outputs().contains(tensor)
                && CLIPPING.contains(readers.get(0).getOpType());
        return joined ? readers.get(0).getOutput(0) : tensor;
    }

    /**
     * The block with rounded weights and activations.
     *
     * @param samples its inputs for each sample, batch 1
     * @param originals for each sample, the values that the original network has at the block's inputs and outputs: the
     *     scales there come from these, so that two neighbours agree on them to the last bit
     */
    public OnnxGraph quantize(
            List<Map<String, Tensor>> samples, List<Map<String, Tensor>> originals, GraphRunner runner, long seed) {
        Map<String, ActivationRange> ranges = new HashMap<>();
        rounded.forEach(name -> ranges.put(name, new ActivationRange(seed * 31 + name.hashCode())));
        Set<String> inner = new HashSet<>(rounded);
        graph.inputs().forEach(input -> inner.remove(input.getName()));
        Set<String> wanted = new LinkedHashSet<>(inner);
        try (GraphRunner.LoadedGraph loaded = runner.load(graph.toBytes(wanted))) {
            loaded.runEach(samples, wanted, (sample, seen) -> {
                for (String name : rounded) {
                    Tensor border = borderValue(name, samples.get(sample), originals.get(sample));
                    Lookup.in(ranges, name).add((border == null ? Lookup.in(seen, name) : border).floats());
                }
            });
        }
        Map<String, Scale> scales = new HashMap<>();
        ranges.forEach((name, range) -> scales.put(name, range.best()));
        return Int8Rewriter.rewrite(graph, scales, layers);
    }

    private static @Nullable Tensor borderValue(
            String name, Map<String, Tensor> inputs, Map<String, Tensor> originals) {
        Tensor input = inputs.get(name);
        return input == null ? originals.get(name) : input;
    }
}
