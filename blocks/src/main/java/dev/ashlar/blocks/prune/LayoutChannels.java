/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.core.graph.Shape;
import java.util.Arrays;
import java.util.List;

/** What operators that move numbers, or join places, do to channels. Every method answers whether it knows what the operator does. */
final class LayoutChannels {
    private final ChannelTensors tensors;
    private final ChannelSink sink;

    LayoutChannels(ChannelTensors tensors, ChannelSink sink) {
        this.tensors = tensors;
        this.sink = sink;
    }

    boolean tellConcat(NodeProto node) {
        int rank = tensors.shape(node.getOutput(0)).rank();
        long axis = Attributes.integer(node, "axis", 1);
        boolean plain =
                (axis == 1 || axis == 1 - rank) && node.getInputList().stream().allMatch(tensors::isVariable);
        if (plain) {
            sink.concatenated(node.getInputList(), node.getOutput(0));
        }
        return plain;
    }

    /** Flattening (batch, channel, places...) to (batch, channel * places), or merging places alone. */
    boolean tellReshape(NodeProto node, String type) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        Shape from = tensors.shape(in);
        Shape to = tensors.shape(out);
        boolean constantTarget = type.equals("Flatten")
                ? Attributes.integer(node, "axis", 1) == 1
                : tensors.constants().tensor(node.getInput(1)) != null;
        if (!constantTarget || from.rank() < 2 || to.rank() < 2 || from.dim(0) != to.dim(0)) {
            return false;
        }
        long places = from.with(0, 1).with(1, 1).elements();
        if (to.rank() == 2 && to.dim(1) == from.dim(1) * places) {
            sink.repeated(in, out, (int) places);
        } else if (to.dim(1) == from.dim(1)) {
            sink.same(in, out);
        } else {
            return false;
        }
        if (type.equals("Reshape")) {
            sink.counted(node, 1, out);
        }
        return true;
    }

    boolean tellResize(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean constantTarget = node.getInputList().stream().skip(1).noneMatch(tensors::isVariable)
                && tensors.channels(in) == tensors.channels(out);
        boolean byScales = node.getInputCount() < 4 || node.getInput(3).isEmpty();
        if (constantTarget && !byScales) {
            sink.counted(node, 3, out);
        }
        if (constantTarget) {
            sink.same(in, out);
        }
        return constantTarget;
    }

    boolean tellPad(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean spatial = tensors.channels(in) == tensors.channels(out)
                && tensors.shape(in).dim(0) == tensors.shape(out).dim(0)
                && node.getInputList().stream().skip(1).noneMatch(tensors::isVariable);
        if (spatial) {
            sink.same(in, out);
        }
        return spatial;
    }

    /** Means over places, and the removal of extents of 1 behind the channels. */
    boolean tellReduction(NodeProto node) {
        Shape from = tensors.shape(node.getInput(0));
        Shape to = tensors.shape(node.getOutput(0));
        boolean keepsChannels = from.rank() > 2
                && to.rank() >= 2
                && from.dim(0) == to.dim(0)
                && from.dim(1) == to.dim(1)
                && axes(node).stream().allMatch(axis -> axis >= 2 || (axis < 0 && axis >= 2 - from.rank()));
        if (keepsChannels) {
            sink.same(node.getInput(0), node.getOutput(0));
        }
        return keepsChannels;
    }

    private List<Long> axes(NodeProto node) {
        if (node.getInputCount() > 1 && !node.getInput(1).isEmpty()) {
            TensorProto constant = tensors.constants().tensor(node.getInput(1));
            return constant == null
                    ? List.of(0L)
                    : Arrays.stream(Constants.integers(constant)).boxed().toList();
        }
        return Attributes.integers(node, "axes", List.of(0L));
    }
}
