/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move numbers and do not change them. */
final class LayoutRules {
    private static final String CONSTANT = "what it works on is not an array per image, or how is not stored";

    private LayoutRules() {}

    /** Any operator whose answer has the numbers of its input in the same order. */
    static Rule reshape(Operation operation) {
        if (!operation.isVariable(0)) {
            return Rule.refused(CONSTANT);
        }
        ai.djl.ndarray.types.Shape shape = Operation.batched(operation.out());
        return Rule.of(Step.unary(x -> x.reshape(shape)));
    }

    static Rule transpose(Operation operation) {
        long[] order = operation.integers("perm", Integer.MAX_VALUE);
        if (!operation.isVariable(0) || order == null) {
            return Rule.refused(CONSTANT);
        }
        int[] axes = new int[order.length + 1];
        for (int i = 0; i < order.length; i++) {
            axes[i + 1] = Math.toIntExact(order[i] + 1);
        }
        ai.djl.ndarray.types.Shape stacked = Operation.stacked(operation.shape(0));
        ai.djl.ndarray.types.Shape shape = Operation.batched(operation.out());
        return Rule.of(Step.unary(x -> x.reshape(stacked).transpose(axes).reshape(shape)));
    }

    static Rule gather(Operation operation) {
        if (!operation.isVariable(0) || !operation.isConstant(1)) {
            return Rule.refused(CONSTANT);
        }
        Shape in = operation.shape(0);
        int axis = operation.axis(operation.integer("axis", 0), in.rank());
        List<NDIndex> parts = new ArrayList<>();
        for (long index : Constants.integers(operation.constant(1))) {
            long from = index < 0 ? index + in.dim(axis) : index;
            parts.add(range(axis + 1, from, from + 1));
        }
        ai.djl.ndarray.types.Shape stacked = Operation.stacked(in);
        ai.djl.ndarray.types.Shape shape = Operation.batched(operation.out());
        return Rule.of(Step.unary(x -> {
            NDArray images = x.reshape(stacked);
            NDList found = new NDList();
            parts.forEach(part -> found.add(images.get(part)));
            return NDArrays.concat(found, axis + 1).reshape(shape);
        }));
    }

    static Rule concat(Operation operation) {
        int axis = operation.axis(operation.integer("axis", 1), operation.out().rank());
        boolean variables = IntStream.range(0, operation.inputs().size())
                .allMatch(i -> operation.isVariable(i) && Operation.isBatch(operation.shape(i)));
        return axis > 0 && variables
                ? Rule.of(Step.single(in -> {
                    NDList parts = new NDList();
                    for (int i = 0; i < in.count(); i++) {
                        parts.add(in.at(i));
                    }
                    return NDArrays.concat(parts, axis);
                }))
                : Rule.refused("it joins images, or joins them with constants");
    }

    static Rule split(Operation operation) {
        int axis =
                operation.axis(operation.integer("axis", 0), operation.shape(0).rank());
        if (!operation.isBatched() || axis == 0) {
            return Rule.refused("it separates images");
        }
        List<NDIndex> parts = new ArrayList<>();
        long from = 0;
        for (String name : operation.node().getOutputList()) {
            if (name.isEmpty()) {
                return Rule.refused("some of its answers are left out");
            }
            long to = from + operation.block().shape(name).dim(axis);
            parts.add(range(axis, from, to));
            from = to;
        }
        return Rule.of(in -> {
            NDList answers = new NDList();
            parts.forEach(part -> answers.add(in.at(0).get(part)));
            return answers;
        });
    }

    static Rule slice(Operation operation) {
        long[] starts = operation.integers("starts", 1);
        long[] ends = operation.integers("ends", 2);
        long[] axes = operation.integers("axes", 3);
        long[] steps = operation.integers("steps", 4);
        boolean plain = operation.isBatched()
                && starts != null
                && ends != null
                && starts.length == 1
                && (steps == null || steps[0] == 1);
        Shape shape = operation.shape(0);
        int axis = axes == null ? 0 : operation.axis(axes[0], shape.rank());
        if (!plain || starts == null || axis == 0) {
            return Rule.refused("it takes every n-th number, computed ranges or ranges of several axes");
        }
        long extent = shape.dim(axis);
        long from = Math.min(extent, Math.max(0, starts[0] < 0 ? starts[0] + extent : starts[0]));
        NDIndex range = range(axis, from, from + operation.out().dim(axis));
        return Rule.of(Step.unary(x -> x.get(range)));
    }

    private static NDIndex range(int axis, long from, long to) {
        return new NDIndex().addAllDim(axis).addSliceDim(from, to);
    }

    static Rule pad(Operation operation) {
        long[] pads = operation.integers("pads", 1);
        boolean plain = operation.isBatched()
                && pads != null
                && operation.text("mode", "constant").equals("constant")
                && !operation.has(3)
                && (!operation.has(2) || operation.isConstant(2));
        int rank = operation.shape(0).rank();
        if (!plain
                || pads == null
                || pads[0] != 0
                || pads[rank] != 0
                || Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            return Rule.refused("its padding is computed, mirrored, negative or between images");
        }
        float value = operation.scalar("value", 2, 0);
        long[] backwards = new long[2 * (rank - 1)];
        for (int axis = 1; axis < rank; axis++) {
            backwards[2 * (rank - 1 - axis)] = pads[axis];
            backwards[2 * (rank - 1 - axis) + 1] = pads[rank + axis];
        }
        return Rule.of(Step.unary(x -> x.pad(new ai.djl.ndarray.types.Shape(backwards), value)));
    }

    static Rule depthToSpace(Operation operation) {
        if (!operation.isBatched() || operation.shape(0).rank() != 4) {
            return Rule.refused("it does not work on images");
        }
        Shape in = operation.shape(0);
        long side = operation.integer("blocksize", 1);
        long channels = operation.out().dim(1);
        boolean depthFirst = operation.text("mode", "DCR").equals("DCR");
        ai.djl.ndarray.types.Shape split = depthFirst
                ? new ai.djl.ndarray.types.Shape(-1, side, side, channels, in.dim(2), in.dim(3))
                : new ai.djl.ndarray.types.Shape(-1, channels, side, side, in.dim(2), in.dim(3));
        int[] order = depthFirst ? new int[] {0, 3, 4, 1, 5, 2} : new int[] {0, 1, 4, 2, 5, 3};
        ai.djl.ndarray.types.Shape joined = Operation.batched(operation.out());
        return Rule.of(Step.unary(x -> x.reshape(split).transpose(order).reshape(joined)));
    }
}
