/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.ashlar.blocks.onnx.Attributes;
import java.util.List;

/** Transposed convolutions, which DJL does not hand on to PyTorch. */
final class TransposedRules {
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NONE = new Shape(0, 0);

    private TransposedRules() {}

    static Rule of(Operation operation) {
        if (!LayerRules.isStored(operation) || operation.shape(0).rank() != 4) {
            return Rule.refused("its weights are computed or it does not work on images");
        }
        Side rows = Side.of(operation, 0);
        Side columns = Side.of(operation, 1);
        long groups = operation.integer("group", 1);
        return groups == 1 && rows.isTiled() && columns.isTiled()
                ? tiled(operation, rows, columns)
                : spread(operation, rows, columns, Math.toIntExact(groups));
    }

    /**
     * One axis.
     *
     * @param in extent of the input
     * @param out extent of the answer
     * @param kernel extent of the window
     * @param stride between the windows of neighbouring pixels
     * @param dilation between neighbouring places of the window
     * @param before how much of the answer is cut off in front
     */
    private record Side(long in, long out, long kernel, long stride, long dilation, long before) {
        static Side of(Operation operation, int side) {
            long in = operation.shape(0).dim(2 + side);
            long out = operation.out().dim(2 + side);
            long kernel = operation.shape(1).dim(2 + side);
            long stride = one(operation, "strides", side, 1);
            long dilation = one(operation, "dilations", side, 1);
            long cut =
                    (in - 1) * stride + (kernel - 1) * dilation + 1 + one(operation, "output_padding", side, 0) - out;
            long before =
                    switch (operation.text("auto_pad", "NOTSET")) {
                        case "SAME_UPPER" -> cut / 2;
                        case "SAME_LOWER" -> cut - cut / 2;
                        case "VALID" -> 0;
                        default -> one(operation, "pads", side, 0);
                    };
            return new Side(in, out, kernel, stride, dilation, before);
        }

        private static long one(Operation operation, String attribute, int side, long absent) {
            return Attributes.integers(operation.node(), attribute, List.of(absent, absent))
                    .get(side);
        }

        /** Whether the windows of all pixels lie side by side. */
        boolean isTiled() {
            return stride == kernel && dilation == 1 && before == 0 && out == in * kernel;
        }

        /** Zeros in front of the spread pixels, below 0 to cut off. */
        long front() {
            return (kernel - 1) * dilation - before;
        }

        /** Zeros behind the spread pixels, each of which has the zeros up to the next one behind it already. */
        long behind() {
            return out + (kernel - 1) * dilation - front() - in * stride;
        }
    }

    /*
     * Windows that do not overlap: every window comes from one pixel. A convolution of one pixel with a channel per place
     * in the window, and those channels moved to their places.
     */
    private static Rule tiled(Operation operation, Side rows, Side columns) {
        dev.ashlar.core.graph.Shape weight = operation.shape(1);
        long places = rows.kernel() * columns.kernel();
        Shape flat = new Shape(weight.dim(0), weight.dim(1) * places);
        Shape kernel = new Shape(weight.dim(1) * places, weight.dim(0), 1, 1);
        Shape split = new Shape(-1, weight.dim(1), rows.kernel(), columns.kernel(), rows.in(), columns.in());
        Shape joined = Operation.batched(operation.out());
        return Rule.of(Step.single(operands -> {
            NDArray kernels = operands.at(1).reshape(flat).transpose(1, 0).reshape(kernel);
            NDArray apart = LayerRules.convolve(operands.at(0), kernels, null, ONE, NONE, ONE, 1);
            NDArray image = apart.reshape(split).transpose(0, 1, 4, 2, 5, 3).reshape(joined);
            NDArray bias = operands.optional(2);
            return bias == null ? image : image.add(bias.reshape(1, -1, 1, 1));
        }));
    }

    /*
     * Any windows: pixels are spread apart with zeros between them, and an ordinary convolution with the window turned
     * upside down adds up where windows meet (Dumoulin and Visin, A guide to convolution arithmetic, 2016, section 4).
     */
    private static Rule spread(Operation operation, Side rows, Side columns, int groups) {
        dev.ashlar.core.graph.Shape in = operation.shape(0);
        dev.ashlar.core.graph.Shape weight = operation.shape(1);
        Shape apart = new Shape(-1, in.dim(1), rows.in(), 1, columns.in(), 1);
        Shape zeros = new Shape(0, columns.stride() - 1, 0, 0, 0, rows.stride() - 1);
        Shape joined = new Shape(-1, in.dim(1), rows.in() * rows.stride(), columns.in() * columns.stride());
        Shape around = new Shape(columns.front(), columns.behind(), rows.front(), rows.behind());
        Shape grouped = new Shape(groups, weight.dim(0) / groups, weight.dim(1), rows.kernel(), columns.kernel());
        Shape kernel = new Shape(weight.dim(1) * groups, weight.dim(0) / groups, rows.kernel(), columns.kernel());
        Shape dilation = new Shape(rows.dilation(), columns.dilation());
        return Rule.of(Step.single(operands -> {
            NDArray image =
                    operands.at(0).reshape(apart).pad(zeros, 0).reshape(joined).pad(around, 0);
            NDArray kernels = operands.at(1)
                    .reshape(grouped)
                    .transpose(0, 2, 1, 3, 4)
                    .reshape(kernel)
                    .flip(2, 3);
            return LayerRules.convolve(image, kernels, operands.optional(2), ONE, NONE, dilation, groups);
        }));
    }
}
