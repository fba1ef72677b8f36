/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.core.graph.Shape;
import java.util.Set;
import java.util.function.Function;

/** Counts the multiply-accumulates of operators; those without a matrix product count as none. */
public final class ComputeCost {
    /** Operators whose second input is a matrix or kernel of weights. */
    public static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

    private ComputeCost() {}

    /**
     * Multiply-accumulates of one operator.
     *
     * @param constants those of its graph
     * @param shapes static shapes of the tensors that are no constants
     */
    public static long macs(GraphConstants constants, NodeProto node, Function<String, Shape> shapes) {
        return switch (node.getOpType()) {
            case "Conv" -> convolution(constants, node, shapes);
            case "ConvTranspose" -> transposed(constants, node, shapes);
            case "Gemm" -> {
                Shape left = shapeOf(constants, node.getInput(0), shapes);
                boolean transposed = Attributes.integer(node, "transA", 0) != 0;
                yield shapes.apply(node.getOutput(0)).elements() * left.dim(transposed ? 0 : 1);
            }
            case "MatMul" -> {
                Shape left = shapeOf(constants, node.getInput(0), shapes);
                yield shapes.apply(node.getOutput(0)).elements() * left.dim(left.rank() - 1);
            }
            default -> 0;
        };
    }

    /**
     * How many inputs a number of a layer's output depends on.
     *
     * @param layer a convolution or matrix product
     * @param weights shape of its second input
     */
    public static long fanIn(NodeProto layer, Shape weights) {
        int outputs =
                switch (layer.getOpType()) {
                    case "Conv" -> 0;
                    case "Gemm" -> Attributes.integer(layer, "transB", 0) != 0 ? 0 : 1;
                    default -> 1;
                };
        return Math.max(1, weights.elements() / Math.max(1, weights.dim(outputs)));
    }

    private static long convolution(GraphConstants constants, NodeProto node, Function<String, Shape> shapes) {
        return shapes.apply(node.getOutput(0)).elements() * perOutput(shapeOf(constants, node.getInput(1), shapes));
    }

    private static long transposed(GraphConstants constants, NodeProto node, Function<String, Shape> shapes) {
        return shapeOf(constants, node.getInput(0), shapes).elements()
                * perOutput(shapeOf(constants, node.getInput(1), shapes));
    }

    private static long perOutput(Shape kernel) {
        return kernel.with(0, 1).elements();
    }

    private static Shape shapeOf(GraphConstants constants, String name, Function<String, Shape> shapes) {
        Shape constant = constants.shape(name);
        return constant == null ? shapes.apply(name) : constant;
    }
}
