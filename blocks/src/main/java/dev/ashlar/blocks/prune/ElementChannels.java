/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.core.graph.Shape;
import java.util.Set;

/** What operators that work number by number, or place by place, do to channels. Every method answers whether it knows what the operator does. */
final class ElementChannels {
    private static final Set<String> UNARY = Set.of(
            "Relu",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Celu",
            "Clip",
            "Sigmoid",
            "HardSigmoid",
            "HardSwish",
            "Tanh",
            "Softplus",
            "Softsign",
            "Mish",
            "Gelu",
            "Erf",
            "Exp",
            "Log",
            "Sqrt",
            "Abs",
            "Neg",
            "Reciprocal",
            "Identity",
            "Dropout",
            "ThresholdedRelu",
            "Floor",
            "Ceil",
            "Round",
            "Cast");

    private static final Set<String> BINARY = Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean");

    private static final Set<String> SPATIAL =
            Set.of("MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool", "InstanceNormalization");

    private final ChannelTensors tensors;
    private final ChannelSink sink;

    ElementChannels(ChannelTensors tensors, ChannelSink sink) {
        this.tensors = tensors;
        this.sink = sink;
    }

    boolean tellUnary(NodeProto node, String type) {
        boolean known = UNARY.contains(type) || SPATIAL.contains(type);
        boolean plain = node.getInputList().stream().skip(1).noneMatch(tensors::isVariable);
        if (!known || !plain || tensors.channels(node.getInput(0)) < 0) {
            return false;
        }
        if (type.equals("InstanceNormalization")) {
            sink.sliced(node, 1, 0, node.getInput(0));
            sink.sliced(node, 2, 0, node.getInput(0));
        }
        sink.same(node.getInput(0), node.getOutput(0));
        return true;
    }

    boolean tellBinary(NodeProto node, String type) {
        String out = node.getOutput(0);
        int rank = tensors.shape(out).rank();
        if (!BINARY.contains(type) || rank < 2) {
            return false;
        }
        for (int i = 0; i < node.getInputCount(); i++) {
            String in = node.getInput(i);
            Shape shape = tensors.isVariable(in) ? tensors.shape(in) : tensors.constantShape(in);
            int axis = shape.rank() - rank + 1;
            boolean acrossAll = axis < 0 || (shape.dim(axis) == 1 && tensors.channels(out) != 1);
            if (!acrossAll && shape.dim(axis) != tensors.channels(out)) {
                return false;
            }
            if (tensors.isVariable(in)) {
                if (shape.rank() != rank) {
                    return false;
                }
                if (acrossAll) {
                    sink.fixed(in);
                } else {
                    sink.same(in, out);
                }
            } else if (!acrossAll) {
                sink.sliced(node, i, axis, out);
            }
        }
        return true;
    }
}
