/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.core.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What each operator does to channels. Channels lie on axis 1. An operator that no rule covers keeps all its tensors
 * as they are, which is always right and never elastic.
 */
public final class ChannelRules {
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

    private final GraphConstants constants;
    private final Function<String, Shape> shapes;
    private final ChannelSink sink;

    private ChannelRules(GraphConstants constants, Function<String, Shape> shapes, ChannelSink sink) {
        this.constants = constants;
        this.shapes = shapes;
        this.sink = sink;
    }

    /**
     * Tells {@code sink} of every operator of {@code nodes}.
     *
     * @param constants those of the graph
     * @param shapes static shapes of the tensors that are no constants
     */
    public static void tell(
            GraphConstants constants, List<NodeProto> nodes, Function<String, Shape> shapes, ChannelSink sink) {
        ChannelRules rules = new ChannelRules(constants, shapes, sink);
        nodes.forEach(rules::tell);
    }

    private void tell(NodeProto node) {
        String type = node.getOpType();
        if (!isVariable(node.getOutput(0))) {
            return;
        }
        boolean covered = node.getDomain().isEmpty()
                && node.getOutputCount() == 1
                && (tellUnary(node, type)
                        || tellBinary(node, type)
                        || switch (type) {
                            case "Conv" -> tellConvolution(node);
                            case "ConvTranspose" -> tellTransposed(node);
                            case "Gemm" -> tellGemm(node);
                            case "BatchNormalization" -> tellBatchNorm(node);
                            case "PRelu" -> tellPRelu(node);
                            case "Concat" -> tellConcat(node);
                            case "Flatten", "Reshape" -> tellReshape(node, type);
                            case "Resize", "Upsample" -> tellResize(node);
                            case "Pad" -> tellPad(node);
                            case "ReduceMean", "ReduceMax", "Squeeze" -> tellReduction(node);
                            default -> false;
                        });
        if (!covered) {
            node.getInputList().forEach(this::fix);
            node.getOutputList().forEach(this::fix);
        }
    }

    private void fix(String tensor) {
        if (isVariable(tensor)) {
            sink.fixed(tensor);
        }
    }

    private boolean isVariable(String tensor) {
        return !tensor.isEmpty() && constants.shape(tensor) == null;
    }

    private long channels(String tensor) {
        Shape shape = shapes.apply(tensor);
        return shape.rank() >= 2 ? shape.dim(1) : -1;
    }

    private boolean tellUnary(NodeProto node, String type) {
        boolean known = UNARY.contains(type) || SPATIAL.contains(type);
        boolean plain = node.getInputList().stream().skip(1).noneMatch(this::isVariable);
        if (!known || !plain || channels(node.getInput(0)) < 0) {
            return false;
        }
        if (type.equals("InstanceNormalization")) {
            sink.sliced(node, 1, 0, node.getInput(0));
            sink.sliced(node, 2, 0, node.getInput(0));
        }
        sink.same(node.getInput(0), node.getOutput(0));
        return true;
    }

    private boolean tellBinary(NodeProto node, String type) {
        String out = node.getOutput(0);
        int rank = shapes.apply(out).rank();
        if (!BINARY.contains(type) || rank < 2) {
            return false;
        }
        for (int i = 0; i < node.getInputCount(); i++) {
            String in = node.getInput(i);
            Shape shape = isVariable(in) ? shapes.apply(in) : constantShape(in);
            int axis = shape.rank() - rank + 1;
            boolean acrossAll = axis < 0 || (shape.dim(axis) == 1 && channels(out) != 1);
            if (!acrossAll && shape.dim(axis) != channels(out)) {
                return false;
            }
            if (isVariable(in)) {
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

    private Shape constantShape(String name) {
        Shape shape = constants.shape(name);
        if (shape == null) {
            throw new IllegalStateException("Impossible state: %s is no constant.".formatted(name));
        }
        return shape;
    }

    private boolean tellConvolution(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean bias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        if (isVariable(node.getInput(1)) || (bias && isVariable(node.getInput(2)))) {
            return false;
        }
        long groups = Attributes.integer(node, "group", 1);
        if (groups == 1) {
            sink.linear(node, in, out);
            return true;
        }
        if (channels(in) % groups != 0 || channels(out) % groups != 0) {
            return false;
        }
        if (groups == channels(in)) {
            sink.depthwise(node, in, out, (int) (channels(out) / groups));
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
    private boolean tellTransposed(NodeProto node) {
        Shape weight = constants.shape(node.getInput(1));
        boolean plain = weight != null
                && weight.rank() == 4
                && Attributes.integer(node, "group", 1) == 1
                && Attributes.integers(node, "strides", List.of(1L, 1L))
                        .equals(weight.dims().subList(2, 4))
                && Attributes.integers(node, "pads", List.of()).stream().allMatch(pad -> pad == 0)
                && Attributes.integers(node, "output_padding", List.of()).stream()
                        .allMatch(pad -> pad == 0)
                && (node.getInputCount() < 3 || !isVariable(node.getInput(2)));
        if (plain) {
            sink.linear(node, node.getInput(0), node.getOutput(0));
        }
        return plain;
    }

    private boolean tellGemm(NodeProto node) {
        boolean plain = !isVariable(node.getInput(1))
                && isVariable(node.getInput(0))
                && Attributes.integer(node, "transA", 0) == 0
                && Attributes.floating(node, "alpha", 1) == 1
                && Attributes.floating(node, "beta", 1) == 1
                && (node.getInputCount() < 3 || isRow(node.getInput(2), channels(node.getOutput(0))));
        if (plain) {
            sink.linear(node, node.getInput(0), node.getOutput(0));
        }
        return plain;
    }

    /** Whether the optional bias is a constant of one value per output. */
    private boolean isRow(String bias, long outputs) {
        return bias.isEmpty() || (!isVariable(bias) && constantShape(bias).equals(Shape.of(outputs)));
    }

    private boolean tellBatchNorm(NodeProto node) {
        for (int i = 1; i < 5; i++) {
            if (isVariable(node.getInput(i))) {
                return false;
            }
            sink.sliced(node, i, 0, node.getInput(0));
        }
        sink.same(node.getInput(0), node.getOutput(0));
        return true;
    }

    private boolean tellPRelu(NodeProto node) {
        Shape shape = constants.shape(node.getInput(1));
        String in = node.getInput(0);
        if (shape == null) {
            return false;
        }
        if (shape.elements() > 1) {
            int axis = shape.rank() - shapes.apply(in).rank() + 1;
            if (axis < 0 || shape.dim(axis) != channels(in)) {
                return false;
            }
            sink.sliced(node, 1, axis, in);
        }
        sink.same(in, node.getOutput(0));
        return true;
    }

    private boolean tellConcat(NodeProto node) {
        int rank = shapes.apply(node.getOutput(0)).rank();
        long axis = Attributes.integer(node, "axis", 1);
        boolean plain =
                (axis == 1 || axis == 1 - rank) && node.getInputList().stream().allMatch(this::isVariable);
        if (plain) {
            sink.concatenated(node.getInputList(), node.getOutput(0));
        }
        return plain;
    }

    /** Flattening (batch, channel, places...) to (batch, channel * places), or merging places alone. */
    private boolean tellReshape(NodeProto node, String type) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        Shape from = shapes.apply(in);
        Shape to = shapes.apply(out);
        boolean constantTarget = type.equals("Flatten")
                ? Attributes.integer(node, "axis", 1) == 1
                : constants.tensor(node.getInput(1)) != null;
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

    private boolean tellResize(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean constantTarget =
                node.getInputList().stream().skip(1).noneMatch(this::isVariable) && channels(in) == channels(out);
        boolean byScales = node.getInputCount() < 4 || node.getInput(3).isEmpty();
        if (constantTarget && !byScales) {
            sink.counted(node, 3, out);
        }
        if (constantTarget) {
            sink.same(in, out);
        }
        return constantTarget;
    }

    private boolean tellPad(NodeProto node) {
        String in = node.getInput(0);
        String out = node.getOutput(0);
        boolean spatial = channels(in) == channels(out)
                && shapes.apply(in).dim(0) == shapes.apply(out).dim(0)
                && node.getInputList().stream().skip(1).noneMatch(this::isVariable);
        if (spatial) {
            sink.same(in, out);
        }
        return spatial;
    }

    /** Means over places, and the removal of extents of 1 behind the channels. */
    private boolean tellReduction(NodeProto node) {
        Shape from = shapes.apply(node.getInput(0));
        Shape to = shapes.apply(node.getOutput(0));
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
            TensorProto constant = constants.tensor(node.getInput(1));
            return constant == null
                    ? List.of(0L)
                    : Arrays.stream(Constants.integers(constant)).boxed().toList();
        }
        return Attributes.integers(node, "axes", List.of(0L));
    }
}
