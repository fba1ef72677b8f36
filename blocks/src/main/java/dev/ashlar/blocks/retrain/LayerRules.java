/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.ashlar.blocks.onnx.Constants;
import org.jspecify.annotations.Nullable;

/** Layers with weights: convolutions, fully connected layers and normalisation. */
final class LayerRules {
    private LayerRules() {}

    /** Whether weights and bias, if there is one, are constants of the block. */
    static boolean isStored(Operation operation) {
        return operation.isBatched()
                && operation.isConstant(1)
                && Constants.isFloat(operation.constant(1))
                && (!operation.has(2) || operation.isConstant(2));
    }

    static Rule convolution(Operation operation) {
        if (!isStored(operation) || operation.shape(0).rank() != 4) {
            return Rule.refused("its weights are computed or it does not work on images");
        }
        Window window = Window.of(
                operation, operation.shape(1).dim(2), operation.shape(1).dim(3));
        int groups = Math.toIntExact(operation.integer("group", 1));
        Shape padding = window.isSymmetric() ? window.before() : new Shape(0, 0);
        return Rule.of(Step.single(in -> {
            NDArray image = window.isSymmetric() ? in.at(0) : window.pad(in.at(0), 0);
            return convolve(image, in.at(1), in.optional(2), window.stride(), padding, window.dilation(), groups);
        }));
    }

    static NDArray convolve(
            NDArray image,
            NDArray weights,
            @Nullable NDArray bias,
            Shape stride,
            Shape padding,
            Shape dilation,
            int groups) {
        return image.getNDArrayInternal()
                .convolution(image, weights, bias, stride, padding, dilation, groups)
                .singletonOrThrow();
    }

    static Rule gemm(Operation operation) {
        boolean rows = isStored(operation)
                && operation.shape(0).rank() == 2
                && operation.integer("transA", 0) == 0
                && (!operation.has(2) || operation.shape(2).rank() < 2 || Operation.isBatch(operation.shape(2)));
        if (!rows) {
            return Rule.refused("its weights are computed or its input is no row of numbers");
        }
        boolean turned = operation.integer("transB", 0) != 0;
        float alpha = operation.floating("alpha", 1);
        float beta = operation.floating("beta", 1);
        return Rule.of(Step.single(in -> {
            NDArray weights = turned ? in.at(1).transpose(1, 0) : in.at(1);
            NDArray product = in.at(0).matMul(weights);
            NDArray scaled = alpha == 1 ? product : product.mul(alpha);
            NDArray bias = in.optional(2);
            return bias == null ? scaled : scaled.add(beta == 1 ? bias : bias.mul(beta));
        }));
    }

    static Rule matMul(Operation operation) {
        if (!isStored(operation)
                || operation.shape(0).rank() < 2
                || operation.shape(1).rank() != 2) {
            return Rule.refused("neither of its inputs is a stored matrix");
        }
        return Rule.of(Step.single(in -> in.at(0).matMul(in.at(1))));
    }

    static Rule batchNormalization(Operation operation) {
        boolean plain = operation.isBatched()
                && operation.shape(0).rank() >= 2
                && operation.node().getOutputCount() == 1
                && operation.integer("training_mode", 0) == 0;
        for (int input = 1; input < 5; input++) {
            plain = plain && operation.isConstant(input);
        }
        if (!plain) {
            return Rule.refused("it normalises by statistics that are not stored");
        }
        float[] scale = Constants.floats(operation.constant(1));
        float[] shift = Constants.floats(operation.constant(2));
        float[] mean = Constants.floats(operation.constant(3));
        float[] variance = Constants.floats(operation.constant(4));
        double epsilon = operation.floating("epsilon", 1e-5f);
        float[] gain = new float[scale.length];
        float[] offset = new float[scale.length];
        for (int c = 0; c < gain.length; c++) {
            double factor = scale[c] / Math.sqrt(variance[c] + epsilon);
            gain[c] = (float) factor;
            offset[c] = (float) (shift[c] - mean[c] * factor);
        }
        long[] shape = new long[operation.shape(0).rank()];
        java.util.Arrays.fill(shape, 1);
        shape[1] = gain.length;
        NDArray gains = operation.array(gain, shape);
        NDArray offsets = operation.array(offset, shape);
        return Rule.of(Step.unary(x -> x.mul(gains).add(offsets)));
    }
}
