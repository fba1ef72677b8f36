/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.core.graph.Shape;
import java.util.List;
import java.util.function.Function;

/**
 * What each operator does to channels. Channels lie on axis 1. An operator that no rule covers keeps all its tensors
 * as they are, which is always right and never elastic.
 */
public final class ChannelRules {
    private final ChannelTensors tensors;
    private final ChannelSink sink;
    private final ElementChannels elements;
    private final LayerChannels layers;
    private final LayoutChannels layout;

    private ChannelRules(ChannelTensors tensors, ChannelSink sink) {
        this.tensors = tensors;
        this.sink = sink;
        this.elements = new ElementChannels(tensors, sink);
        this.layers = new LayerChannels(tensors, sink);
        this.layout = new LayoutChannels(tensors, sink);
    }

    /**
     * Tells {@code sink} of every operator of {@code nodes}.
     *
     * @param constants those of the graph
     * @param shapes static shapes of the tensors that are no constants
     */
    public static void tell(
            GraphConstants constants, List<NodeProto> nodes, Function<String, Shape> shapes, ChannelSink sink) {
        ChannelRules rules = new ChannelRules(new ChannelTensors(constants, shapes), sink);
        nodes.forEach(rules::tell);
    }

    private void tell(NodeProto node) {
        String type = node.getOpType();
        if (!tensors.isVariable(node.getOutput(0))) {
            return;
        }
        boolean covered = node.getDomain().isEmpty()
                && node.getOutputCount() == 1
                && (elements.tellUnary(node, type)
                        || elements.tellBinary(node, type)
                        || switch (type) {
                            case "Conv" -> layers.tellConvolution(node);
                            case "ConvTranspose" -> layers.tellTransposed(node);
                            case "Gemm" -> layers.tellGemm(node);
                            case "BatchNormalization" -> layers.tellBatchNorm(node);
                            case "PRelu" -> layers.tellPRelu(node);
                            case "Concat" -> layout.tellConcat(node);
                            case "Flatten", "Reshape" -> layout.tellReshape(node, type);
                            case "Resize", "Upsample" -> layout.tellResize(node);
                            case "Pad" -> layout.tellPad(node);
                            case "ReduceMean", "ReduceMax", "Squeeze" -> layout.tellReduction(node);
                            default -> false;
                        });
        if (!covered) {
            node.getInputList().forEach(this::fix);
            node.getOutputList().forEach(this::fix);
        }
    }

    private void fix(String tensor) {
        if (tensors.isVariable(tensor)) {
            sink.fixed(tensor);
        }
    }
}
