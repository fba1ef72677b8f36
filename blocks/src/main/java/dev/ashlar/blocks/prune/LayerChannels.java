/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.core.graph.Shape;
import java.util.List;

/** What layers with weights do to channels. Every method answers whether it knows what the operator does. */
final class LayerChannels {
    private final ChannelTensors tensors;
    private final ChannelSink sink;

    LayerChannels(ChannelTensors tensors, ChannelSink sink) {
        this.tensors = tensors;
        this.sink = sink;
    }

    boolean tellConvolution(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean bias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        if (tensors.isVariable(node.getInput(1)) || (bias && tensors.isVariable(node.getInput(2)))) {
            return false;
        }
        long groups = Attributes.integer(node, "group", 1);
        if (groups == 1) {
            sink.linear(node, in, out);
            return true;
        }
        if (tensors.channels(in) % groups != 0 || tensors.channels(out) % groups != 0) {
            return false;
        }
        if (groups == tensors.channels(in)) {
            sink.depthwise(node, in, out, (int) (tensors.channels(out) / groups));
        } else {
            sink.grouped(in, out, (int) groups);
        }
        sink.sliced(node, 1, 0, out);
        if (bias) {
            sink.sliced(node, 2, 0, out);
        }
        return true;
    }

    /** Only where the kernel equals the stride, so that every output comes from one place of the input. */
    boolean tellTransposed(NodeProto node) {
        Shape weight = tensors.constants().shape(node.getInput(1));
        boolean plain = weight != null
                && weight.rank() == 4
                && Attributes.integer(node, "group", 1) == 1
                && Attributes.integers(node, "strides", List.of(1L, 1L))
                        .equals(weight.dims().subList(2, 4))
                && Attributes.integers(node, "pads", List.of()).stream().allMatch(pad -> pad == 0)
                && Attributes.integers(node, "output_padding", List.of()).stream()
                        .allMatch(pad -> pad == 0)
                && (node.getInputCount() < 3 || !tensors.isVariable(node.getInput(2)));
        if (plain) {
            sink.linear(node, node.getInput(0), node.getOutput(0));
        }
        return plain;
    }

    boolean tellGemm(NodeProto node) {
        boolean plain = !tensors.isVariable(node.getInput(1))
                && tensors.isVariable(node.getInput(0))
                && Attributes.integer(node, "transA", 0) == 0
                && Attributes.floating(node, "alpha", 1) == 1
                && Attributes.floating(node, "beta", 1) == 1
                && (node.getInputCount() < 3 || isRow(node.getInput(2), tensors.channels(node.getOutput(0))));
        if (plain) {
            sink.linear(node, node.getInput(0), node.getOutput(0));
        }
        return plain;
    }

    /** Whether the optional bias is a constant of one value per output. */
    private boolean isRow(String bias, long outputs) {
        return bias.isEmpty()
                || (!tensors.isVariable(bias) && tensors.constantShape(bias).equals(Shape.of(outputs)));
    }

    boolean tellBatchNorm(NodeProto node) {
        for (int i = 1; i < 5; i++) {
            if (tensors.isVariable(node.getInput(i))) {
                return false;
            }
            sink.sliced(node, i, 0, node.getInput(0));
        }
        sink.same(node.getInput(0), node.getOutput(0));
        return true;
    }

    boolean tellPRelu(NodeProto node) {
        Shape shape = tensors.constants().shape(node.getInput(1));
        String in = node.getInput(0);
        if (shape == null) {
            return false;
        }
        if (shape.elements() > 1) {
            int axis = shape.rank() - tensors.shape(in).rank() + 1;
            if (axis < 0 || shape.dim(axis) != tensors.channels(in)) {
                return false;
            }
            sink.sliced(node, 1, axis, in);
        }
        sink.same(in, node.getOutput(0));
        return true;
    }
}
