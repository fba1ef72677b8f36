/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators that baselines can train. */
final class Layers {
    /*
     * Written independently of the product's own trainer, which folds batch normalisation away; here it is kept, and in
     * training it normalises by the batch and remembers a running mean, as PyTorch's own module does with its defaults.
     * What differs from the engine's reading of an operator is found by TorchNetwork's comparison before training.
     */
    private static final float KEPT_OF_RUNNING = 0.9f;
    private static final double LOWEST = -1e30;

    private Layers() {}

    /** The operator of a node of a graph; refuses those that no baseline needs. */
    static Layer of(NodeProto node, OnnxGraph graph) {
        return switch (node.getOpType()) {
            case "Conv" -> convolution(node);
            case "BatchNormalization" -> normalisation(node);
            case "Gemm" -> gemm(node);
            case "MaxPool" -> maxPool(node);
            case "AveragePool" -> averagePool(node);
            case "GlobalAveragePool" -> (in, training) -> globalAverage(in.get(0));
            case "Flatten", "Reshape" -> (in, training) -> rows(in.get(0));
            case "Add", "Sum" -> (in, training) -> sum(in);
            case "Mul" -> (in, training) -> in.get(0).mul(in.get(1));
            case "Relu" -> (in, training) -> Activation.relu(in.get(0));
            case "Sigmoid" -> (in, training) -> Activation.sigmoid(in.get(0));
            case "LeakyRelu" -> leaky(Attributes.floating(node, "alpha", 0.01f));
            case "Pad" -> pad(node, graph);
            case "Identity", "Dropout" -> (in, training) -> in.get(0);
            default -> throw refused(node, "there is no rule for it");
        };
    }

    private static BenchmarkException refused(NodeProto node, String reason) {
        return new BenchmarkException(
                "The operator %s (%s) cannot be trained by the baselines: %s. Maybe compare on another network."
                        .formatted(node.getName(), node.getOpType(), reason));
    }

    private static Layer leaky(float slope) {
        return (in, training) -> Activation.leakyRelu(in.get(0), slope);
    }

    private static NDArray rows(NDArray x) {
        return x.reshape(x.getShape().get(0), -1);
    }

    private static NDArray sum(List<NDArray> in) {
        NDArray sum = in.get(0);
        for (NDArray other : in.subList(1, in.size())) {
            sum = sum.add(other);
        }
        return sum;
    }

    private static NDArray globalAverage(NDArray x) {
        Shape shape = x.getShape();
        int[] places = {2};
        return x.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3))
                .mean(places)
                .reshape(shape.get(0), shape.get(1), 1, 1);
    }

    private static Layer convolution(NodeProto node) {
        Shape stride = pair(node, "strides", 1);
        Shape dilation = pair(node, "dilations", 1);
        int groups = Math.toIntExact(Attributes.integer(node, "group", 1));
        Padding padding = Padding.of(node);
        return (in, training) -> {
            NDArray image = padding.isSymmetric() ? in.get(0) : padding.around(in.get(0), 0);
            Shape both = padding.isSymmetric() ? padding.before() : new Shape(0, 0);
            NDArray bias = in.size() > 2 ? in.get(2) : null;
            return image.getNDArrayInternal()
                    .convolution(image, in.get(1), bias, stride, both, dilation, groups)
                    .singletonOrThrow();
        };
    }

    private static Layer normalisation(NodeProto node) {
        if (Attributes.integer(node, "training_mode", 0) != 0 || node.getOutputCount() > 1) {
            throw refused(node, "it is exported for training");
        }
        float epsilon = Attributes.floating(node, "epsilon", 1e-5f);
        return (in, training) -> {
            NDArray x = in.get(0);
            NDList normalised = x.getNDArrayInternal()
                    .batchNorm(x, in.get(3), in.get(4), in.get(1), in.get(2), -1, KEPT_OF_RUNNING, epsilon, training);
            return normalised.get(0);
        };
    }

    private static Layer gemm(NodeProto node) {
        boolean plain = Attributes.floating(node, "alpha", 1) == 1
                && Attributes.floating(node, "beta", 1) == 1
                && Attributes.integer(node, "transA", 0) == 0;
        if (!plain) {
            throw refused(node, "it scales or turns what it reads");
        }
        boolean turned = Attributes.integer(node, "transB", 0) != 0;
        return (in, training) -> {
            NDArray product = in.get(0).matMul(turned ? in.get(1).transpose(1, 0) : in.get(1));
            return in.size() > 2 ? product.add(in.get(2)) : product;
        };
    }

    private static Layer maxPool(NodeProto node) {
        Shape kernel = pair(node, "kernel_shape", 1);
        Shape stride = pair(node, "strides", 1);
        Padding padding = Padding.of(node);
        requireNoCeiling(node);
        return (in, training) -> {
            NDArray padded = padding.around(in.get(0), LOWEST);
            return padded.getNDArrayInternal().maxPool(kernel, stride, new Shape(0, 0), false);
        };
    }

    private static Layer averagePool(NodeProto node) {
        Shape kernel = pair(node, "kernel_shape", 1);
        Shape stride = pair(node, "strides", 1);
        Padding padding = Padding.of(node);
        requireNoCeiling(node);
        if (!padding.isNone() && Attributes.integer(node, "count_include_pad", 0) == 0) {
            throw refused(node, "its mean leaves padding out");
        }
        return (in, training) -> {
            NDArray padded = padding.around(in.get(0), 0);
            return padded.getNDArrayInternal().avgPool(kernel, stride, new Shape(0, 0), false, true);
        };
    }

    /** Zeros around each image, and channels of zeros. */
    private static Layer pad(NodeProto node, OnnxGraph graph) {
        TensorProto stored = constant(node, 1, graph);
        List<Long> pads = stored == null
                ? Attributes.integers(node, "pads", List.of())
                : Arrays.stream(Constants.integers(stored)).boxed().toList();
        TensorProto value = constant(node, 2, graph);
        boolean zeros = Attributes.text(node, "mode", "constant").equals("constant")
                && Attributes.floating(node, "value", 0) == 0
                && (value == null || Constants.floats(value)[0] == 0);
        if (!zeros || pads.size() != 8 || pads.get(0) != 0 || pads.get(4) != 0) {
            throw refused(node, "it adds other things than zeros, or not to images");
        }
        Shape lastAxisFirst = new Shape(pads.get(3), pads.get(7), pads.get(2), pads.get(6), pads.get(1), pads.get(5));
        return (in, training) -> in.get(0).pad(lastAxisFirst, 0);
    }

    private static @Nullable TensorProto constant(NodeProto node, int input, OnnxGraph graph) {
        return input < node.getInputCount() ? graph.constant(node.getInput(input)) : null;
    }

    private static void requireNoCeiling(NodeProto node) {
        boolean gaps = !Attributes.integers(node, "dilations", List.of(1L, 1L)).equals(List.of(1L, 1L));
        if (Attributes.integer(node, "ceil_mode", 0) != 0 || gaps) {
            throw refused(node, "its windows leave the image or have gaps");
        }
    }

    private static Shape pair(NodeProto node, String attribute, long absent) {
        List<Long> both = Attributes.integers(node, attribute, Collections.nCopies(2, absent));
        return new Shape(both.get(0), both.get(1));
    }
}
