/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.quantize.ActivationRange.Scale;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.RaisedOperators;
import dev.ashlar.core.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a graph with rounding marked at its tensors (QDQ), from which the engine makes 8-bit operators. */
final class Int8Rewriter {
    /*
     * A rounded tensor t is written under another name, quantised, and dequantised to t, so that nothing that reads it
     * changes. Weights are symmetric with one scale per output channel, biases 32-bit in units of input scale times
     * weight scale, as the engine's integer operators want them. Scales per channel need operator set 13; older
     * networks use the engine's own operators of the same name instead of being converted. What the engine joins them
     * to exists from operator set 10 on: older sets are raised to it where that changes nothing.
     */
    private static final String ENGINE_DOMAIN = "com.microsoft";

    private final OnnxGraph graph;
    private final Map<String, Scale> scales;
    private final String domain;
    private final Map<String, TensorProto> constants;
    private final List<NodeProto> nodes = new ArrayList<>();

    private Int8Rewriter(OnnxGraph graph, Map<String, Scale> scales) {
        this.graph = graph;
        this.scales = scales;
        this.domain = graph.opset() >= 13 ? "" : ENGINE_DOMAIN;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /**
     * The graph with these tensors rounded.
     *
     * @param scales for each tensor to be rounded
     * @param layers outputs of the layers whose weights are rounded
     */
    static OnnxGraph rewrite(OnnxGraph graph, Map<String, Scale> scales, Set<String> layers) {
        return new Int8Rewriter(graph, scales).rewrite(layers);
    }

    /** Whether a graph can be rewritten: whether it is of operator set 10, or can be raised to it. */
    static boolean canRewrite(OnnxGraph graph) {
        return graph.opset() >= RaisedOperators.VERSION
                || (RaisedOperators.isRaisable(graph.opset())
                        && graph.nodes().stream()
                                .allMatch(node -> RaisedOperators.isUnchanged(node.getOpType(), graph.opset())));
    }

    private OnnxGraph rewrite(Set<String> layers) {
        Map<String, String> renamed = new LinkedHashMap<>();
        graph.inputs().forEach(input -> {
            String name = input.getName();
            if (scales.containsKey(name)) {
                renamed.put(name, name + "/rounded");
                round(name, name, name + "/rounded");
            }
        });
        for (NodeProto node : graph.nodes()) {
            NodeProto.Builder changed = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                changed.setInput(i, renamed.getOrDefault(node.getInput(i), node.getInput(i)));
            }
            String out = node.getOutput(0);
            if (layers.contains(out)) {
                roundWeights(node, changed);
            }
            if (scales.containsKey(out)) {
                nodes.add(changed.setOutput(0, out + "/exact").build());
                round(out, out + "/exact", out);
            } else {
                nodes.add(changed.build());
            }
        }
        return new OnnxGraph(header(), nodes, constants, graph.inputs(), graph.outputs()).withoutDead();
    }

    private ModelProto header() {
        ModelProto.Builder header = graph.header().toBuilder().clearOpsetImport();
        boolean known = domain.isEmpty();
        for (OperatorSetIdProto set : graph.header().getOpsetImportList()) {
            boolean standard = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            known |= set.getDomain().equals(ENGINE_DOMAIN);
            header.addOpsetImport(
                    standard
                            ? set.toBuilder().setVersion(Math.max(RaisedOperators.VERSION, set.getVersion()))
                            : set.toBuilder());
        }
        if (!known) {
            header.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(ENGINE_DOMAIN).setVersion(1));
        }
        return header.build();
    }

    private void round(String tensor, String from, String to) {
        Scale scale = Lookup.in(scales, tensor);
        String scaleName = put(Constants.ofFloats(tensor + "/scale", Shape.of(), scale.scale()));
        String zeroName = put(
                Constants.of(tensor + "/zero", ElementType.UINT8, List.of(), new byte[] {(byte) scale.zeroPoint()}));
        nodes.add(node("QuantizeLinear", from, scaleName, zeroName, tensor + "/code"));
        nodes.add(node("DequantizeLinear", tensor + "/code", scaleName, zeroName, to));
    }

    private String put(TensorProto constant) {
        constants.put(constant.getName(), constant);
        return constant.getName();
    }

    private NodeProto node(
            String type, String in, String scale, String zero, String out, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setDomain(domain)
                .setName(out + "/" + type)
                .addInput(in)
                .addInput(scale)
                .addInput(zero)
                .addOutput(out)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private void roundWeights(NodeProto layer, NodeProto.Builder changed) {
        String out = layer.getOutput(0);
        TensorProto weight = Lookup.in(graph.constants(), layer.getInput(1));
        int axis = layer.getOpType().equals("Gemm") && Attributes.integer(layer, "transB", 0) == 0 ? 1 : 0;
        RoundedWeights rounded = new RoundedWeights(Constants.floats(weight), Constants.shape(weight), axis);
        String name = out + "/weight/rounded";
        String code = put(Constants.of(name + "/code", ElementType.INT8, weight.getDimsList(), rounded.codes()));
        String scale = put(Constants.ofFloats(name + "/scale", Shape.of(rounded.channels()), rounded.scales()));
        String zero = put(Constants.of(
                name + "/zero", ElementType.INT8, List.of((long) rounded.channels()), new byte[rounded.channels()]));
        nodes.add(node("DequantizeLinear", code, scale, zero, name, Attributes.of("axis", axis)));
        changed.setInput(1, name);
        if (layer.getInputCount() > 2 && !layer.getInput(2).isEmpty()) {
            float in = Lookup.in(scales, layer.getInput(0)).scale();
            roundBias(out + "/bias/rounded", Lookup.in(graph.constants(), layer.getInput(2)), in, rounded);
            changed.setInput(2, out + "/bias/rounded");
        }
    }

    private void roundBias(String name, TensorProto bias, float in, RoundedWeights weights) {
        float[] values = Constants.floats(bias);
        int channels = values.length;
        float[] steps = new float[channels];
        ByteBuffer codes = ByteBuffer.allocate(4 * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < channels; c++) {
            steps[c] = in * weights.scales()[c];
            double code = Math.rint(values[c] / (double) steps[c]);
            codes.putInt((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, code)));
        }
        List<Long> dims = List.of((long) channels);
        String code = put(Constants.of(name + "/code", ElementType.INT32, dims, codes.array()));
        String scale = put(Constants.ofFloats(name + "/scale", Shape.of(channels), steps));
        String zero = put(Constants.of(name + "/zero", ElementType.INT32, dims, new byte[4 * channels]));
        nodes.add(node("DequantizeLinear", code, scale, zero, name, Attributes.of("axis", 0)));
    }
}
