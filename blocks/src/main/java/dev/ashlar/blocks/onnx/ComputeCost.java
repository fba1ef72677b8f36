/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.core.graph.Shape;
import java.util.function.Function;

/** Counts the multiply-accumulates of operators; those without a matrix product count as none. */
public final class ComputeCost {
    private ComputeCost() {}

    /**
     * Multiply-accumulates of one operator.
     *
     * @param shapes static shapes of the tensors that are no constants
     */
    public static long macs(OnnxGraph graph, NodeProto node, Function<String, Shape> shapes) {
        return switch (node.getOpType()) {
            case "Conv" -> convolution(graph, node, shapes);
            case "ConvTranspose" -> transposed(graph, node, shapes);
            case "Gemm" -> {
                Shape left = shapeOf(graph, node.getInput(0), shapes);
                boolean transposed = Attributes.integer(node, "transA", 0) != 0;
                yield shapes.apply(node.getOutput(0)).elements() * left.dim(transposed ? 0 : 1);
            }
            case "MatMul" -> {
                Shape left = shapeOf(graph, node.getInput(0), shapes);
                yield shapes.apply(node.getOutput(0)).elements() * left.dim(left.rank() - 1);
            }
            default -> 0;
        };
    }

    private static long convolution(OnnxGraph graph, NodeProto node, Function<String, Shape> shapes) {
        return shapes.apply(node.getOutput(0)).elements() * perOutput(shapeOf(graph, node.getInput(1), shapes));
    }

    private static long transposed(OnnxGraph graph, NodeProto node, Function<String, Shape> shapes) {
        return shapeOf(graph, node.getInput(0), shapes).elements()
                * perOutput(shapeOf(graph, node.getInput(1), shapes));
    }

    private static long perOutput(Shape kernel) {
        return kernel.with(0, 1).elements();
    }

    private static Shape shapeOf(OnnxGraph graph, String name, Function<String, Shape> shapes) {
        Shape constant = graph.constantShape(name);
        return constant == null ? shapes.apply(name) : constant;
    }
}
