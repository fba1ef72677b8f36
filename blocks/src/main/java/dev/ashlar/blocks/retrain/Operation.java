/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.graph.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator in its block: what is known of it before it is computed.
 *
 * @param block with the shapes of its tensors, batch 1
 * @param node the operator
 * @param memory of constants that its step needs
 */
record Operation(ShapedGraph block, NodeProto node, NDManager memory) {

    OnnxGraph graph() {
        return block.graph();
    }

    String type() {
        return node.getOpType();
    }

    boolean has(int input) {
        return input < node.getInputCount() && !node.getInput(input).isEmpty();
    }

    /** Whether an input is there and the same for every image. */
    boolean isConstant(int input) {
        return has(input) && graph().constant(node.getInput(input)) != null;
    }

    /** Whether an input is there and different for every image. */
    boolean isVariable(int input) {
        return has(input) && !isConstant(input);
    }

    TensorProto constant(int input) {
        return Lookup.in(graph().constants(), node.getInput(input));
    }

    Shape shape(int input) {
        return isConstant(input) ? Constants.shape(constant(input)) : block.shape(node.getInput(input));
    }

    Shape out() {
        return block.shape(node.getOutput(0));
    }

    long integer(String attribute, long absent) {
        return Attributes.integer(node, attribute, absent);
    }

    float floating(String attribute, float absent) {
        return Attributes.floating(node, attribute, absent);
    }

    String text(String attribute, String absent) {
        return Attributes.text(node, attribute, absent);
    }

    boolean hasAttribute(String attribute) {
        return Attributes.find(node, attribute) != null;
    }

    /** Integers from an attribute, or else from a constant input; null if there is neither. */
    long @Nullable [] integers(String attribute, int input) {
        AttributeProto found = Attributes.find(node, attribute);
        if (found != null) {
            return found.getIntsList().stream().mapToLong(Long::longValue).toArray();
        }
        return isConstant(input) ? Constants.integers(constant(input)) : null;
    }

    /** A float from an attribute, or else from a constant input. */
    float scalar(String attribute, int input, float absent) {
        if (hasAttribute(attribute) || !isConstant(input)) {
            return floating(attribute, absent);
        }
        return Constants.floats(constant(input))[0];
    }

    /** An axis counted from the front. */
    int axis(long axis, int rank) {
        return Math.toIntExact(axis < 0 ? axis + rank : axis);
    }

    /** A constant of the step. */
    NDArray array(float[] values, long... shape) {
        return memory.create(values, new ai.djl.ndarray.types.Shape(shape));
    }

    /** Whether the input and the answer are arrays with one row per image in front. */
    boolean isBatched() {
        return isVariable(0) && isBatch(shape(0)) && isBatch(out());
    }

    static boolean isBatch(Shape shape) {
        return shape.rank() > 0 && shape.dim(0) == 1;
    }

    List<String> inputs() {
        return node.getInputList();
    }

    /**
     * The extents of a batch of what has this shape for one image: the batch in the place of the leading 1, or in front
     * of everything where there is none, as between the steps of a channel shuffle.
     */
    static ai.djl.ndarray.types.Shape batched(Shape one) {
        long[] dims = isBatch(one) ? one.toArray() : inFront(one);
        dims[0] = -1;
        return new ai.djl.ndarray.types.Shape(dims);
    }

    /** The extents of one image, with the batch in front of them all. */
    static ai.djl.ndarray.types.Shape stacked(Shape one) {
        return new ai.djl.ndarray.types.Shape(inFront(one));
    }

    private static long[] inFront(Shape one) {
        long[] dims = new long[one.rank() + 1];
        dims[0] = -1;
        System.arraycopy(one.toArray(), 0, dims, 1, one.rank());
        return dims;
    }
}
