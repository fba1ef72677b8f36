/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** Which operators are computed in PyTorch, and by which rule. */
final class OperatorRules {
    private OperatorRules() {}

    static Rule of(Operation operation) {
        return switch (operation.type()) {
            case "Conv" -> LayerRules.convolution(operation);
            case "ConvTranspose" -> TransposedRules.of(operation);
            case "Gemm" -> LayerRules.gemm(operation);
            case "MatMul" -> LayerRules.matMul(operation);
            case "BatchNormalization" -> LayerRules.batchNormalization(operation);
            case "MaxPool" -> PoolRules.max(operation);
            case "AveragePool" -> PoolRules.average(operation);
            case "GlobalAveragePool", "GlobalMaxPool" -> PoolRules.global(operation);
            case "ReduceMean", "ReduceSum" -> PoolRules.reduce(operation);
            case "Add", "Sum" -> ElementRules.binary(operation, NDArray::add);
            case "Sub" -> ElementRules.binary(operation, NDArray::sub);
            case "Mul" -> ElementRules.binary(operation, NDArray::mul);
            case "Div" -> ElementRules.binary(operation, NDArray::div);
            case "Max" -> ElementRules.binary(operation, NDArray::maximum);
            case "Min" -> ElementRules.binary(operation, NDArray::minimum);
            case "PRelu" -> ElementRules.prelu(operation);
            case "Concat" -> LayoutRules.concat(operation);
            case "Split" -> LayoutRules.split(operation);
            case "Slice" -> LayoutRules.slice(operation);
            case "Pad" -> LayoutRules.pad(operation);
            case "Resize", "Upsample" -> ResizeRules.resize(operation);
            case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Dropout" -> LayoutRules.reshape(operation);
            case "Transpose" -> LayoutRules.transpose(operation);
            case "Gather" -> LayoutRules.gather(operation);
            case "DepthToSpace" -> LayoutRules.depthToSpace(operation);
            default -> activation(operation);
        };
    }

    private static Rule activation(Operation operation) {
        return switch (operation.type()) {
            case "Relu" -> ElementRules.unary(operation, Activation::relu);
            case "LeakyRelu" -> ElementRules.leakyRelu(operation);
            case "Elu" -> ElementRules.elu(operation);
            case "Clip" -> ElementRules.clip(operation);
            case "Sigmoid" -> ElementRules.unary(operation, Activation::sigmoid);
            case "HardSigmoid" -> ElementRules.hardSigmoid(operation);
            case "HardSwish" -> ElementRules.hardSwish(operation);
            case "Tanh" -> ElementRules.unary(operation, Activation::tanh);
            case "Softplus" -> ElementRules.unary(operation, Activation::softPlus);
            case "Softmax" -> ElementRules.softmax(operation);
            case "Exp" -> ElementRules.unary(operation, NDArray::exp);
            case "Sqrt" -> ElementRules.unary(operation, NDArray::sqrt);
            case "Abs" -> ElementRules.unary(operation, NDArray::abs);
            case "Neg" -> ElementRules.unary(operation, NDArray::neg);
            default -> Rule.refused("no rule knows it");
        };
    }
}
