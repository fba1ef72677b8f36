/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.ashlar.blocks.onnx.Attributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;

/** Operators that take the mean or the greatest of many numbers. */
final class PoolRules {
    /** Below every activation, and yet finite, so that differences of it are. */
    private static final double LOWEST = -1e30;

    private PoolRules() {}

    static Rule max(Operation operation) {
        long[] kernel = operation.integers("kernel_shape", Integer.MAX_VALUE);
        if (!isImage(operation) || kernel == null || operation.node().getOutputCount() > 1) {
            return Rule.refused("it does not pool an image alone");
        }
        Window window = Window.of(operation, kernel[0], kernel[1]);
        if (window.isDilated()) {
            return Rule.of(Step.unary(x -> over(window.taps(window.pad(x, LOWEST)), NDArray::maximum)));
        }
        return Rule.of(Step.unary(x -> {
            NDArray padded = window.pad(x, LOWEST);
            return padded.getNDArrayInternal().maxPool(window.kernel(), window.stride(), new Shape(0, 0), false);
        }));
    }

    /*
     * The mean over a full window, times the share of the window that counts: PyTorch as it is bound here always counts
     * padding.
     */
    static Rule average(Operation operation) {
        long[] kernel = operation.integers("kernel_shape", Integer.MAX_VALUE);
        if (!isImage(operation) || kernel == null) {
            return Rule.refused("it does not pool an image");
        }
        Window window = Window.of(operation, kernel[0], kernel[1]);
        List<Long> none = List.of(0L, 0L, 0L, 0L);
        boolean counted = operation.integer("count_include_pad", 0) != 0;
        List<Long> counting = counted ? Attributes.integers(operation.node(), "pads", none) : none;
        NDArray share = operation.array(
                window.corrections(counting),
                1,
                1,
                window.rows().out(),
                window.columns().out());
        if (window.isDilated()) {
            double each = 1.0 / (window.rows().kernel() * window.columns().kernel());
            return Rule.of(Step.unary(x ->
                    over(window.taps(window.pad(x, 0)), NDArray::add).mul(each).mul(share)));
        }
        return Rule.of(Step.unary(x -> {
            NDArray padded = window.pad(x, 0);
            NDArray mean =
                    padded.getNDArrayInternal().avgPool(window.kernel(), window.stride(), new Shape(0, 0), false, true);
            return window.isPadded() ? mean.mul(share) : mean;
        }));
    }

    /** The pixels of a window with gaps, joined one by one: PyTorch as it is bound here pools whole windows alone. */
    private static NDArray over(List<NDArray> taps, BinaryOperator<NDArray> join) {
        NDArray all = taps.get(0);
        for (NDArray tap : taps.subList(1, taps.size())) {
            all = join.apply(all, tap);
        }
        return all;
    }

    private static boolean isImage(Operation operation) {
        return operation.isBatched() && operation.shape(0).rank() == 4;
    }

    static Rule global(Operation operation) {
        if (!isImage(operation)) {
            return Rule.refused("it does not pool an image");
        }
        boolean mean = operation.type().equals("GlobalAveragePool");
        Shape rows = new Shape(
                -1,
                operation.shape(0).dim(1),
                operation.shape(0).dim(2) * operation.shape(0).dim(3));
        Shape pixel = Operation.batched(operation.out());
        int[] places = {2};
        return Rule.of(Step.unary(x -> {
            NDArray flat = x.reshape(rows);
            return (mean ? flat.mean(places) : flat.max(places)).reshape(pixel);
        }));
    }

    static Rule reduce(Operation operation) {
        long[] given = operation.integers("axes", 1);
        if (!operation.isBatched() || given == null || given.length == 0) {
            return Rule.refused("it reduces all axes or none that is stored");
        }
        int rank = operation.shape(0).rank();
        List<Integer> axes = new ArrayList<>();
        for (long axis : given) {
            axes.add(operation.axis(axis, rank));
        }
        if (axes.contains(0)) {
            return Rule.refused("it reduces over images");
        }
        axes.sort(Comparator.reverseOrder());
        boolean mean = operation.type().equals("ReduceMean");
        Shape shape = Operation.batched(operation.out());
        return Rule.of(Step.unary(x -> {
            NDArray left = x;
            for (int axis : axes) {
                int[] one = {axis};
                left = mean ? left.mean(one, true) : left.sum(one, true);
            }
            return left.reshape(shape);
        }));
    }
}
