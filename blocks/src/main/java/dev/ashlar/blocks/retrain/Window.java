/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.ashlar.blocks.onnx.Attributes;
import java.util.ArrayList;
import java.util.List;

/**
 * How a window slides over an image.
 *
 * @param rows from top to bottom
 * @param columns from left to right
 */
record Window(Slide rows, Slide columns) {

    /**
     * How a window slides along one axis, in pixels.
     *
     * @param in extent of the image
     * @param out extent of the answer
     * @param kernel pixels of the window
     * @param stride between neighbouring places
     * @param dilation between neighbouring pixels of the window
     * @param before padding in front
     */
    record Slide(long in, long out, long kernel, long stride, long dilation, long before) {

        private static Slide of(Operation operation, int side, long kernel) {
            long stride = one(operation, "strides", side, 1);
            long dilation = one(operation, "dilations", side, 1);
            long in = operation.shape(0).dim(2 + side);
            long out = operation.out().dim(2 + side);
            long needed = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - in);
            long before =
                    switch (operation.text("auto_pad", "NOTSET")) {
                        case "SAME_UPPER" -> needed / 2;
                        case "SAME_LOWER" -> needed - needed / 2;
                        case "VALID" -> 0;
                        default -> one(operation, "pads", side, 0);
                    };
            return new Slide(in, out, kernel, stride, dilation, before);
        }

        private static long one(Operation operation, String attribute, int side, long absent) {
            return Attributes.integers(operation.node(), attribute, List.of(absent, absent))
                    .get(side);
        }

        private long span() {
            return (kernel - 1) * dilation + 1;
        }

        /** Padding behind that the answer needs, whatever rounding and automatic padding say. */
        private long after() {
            return Math.max(0, (out - 1) * stride + span() - in - before);
        }

        /** Whether padding by {@code before} on both sides comes to the same. */
        private boolean isSymmetric() {
            return after() <= before && (in + 2 * before - span()) / stride + 1 == out;
        }

        /** Adds which pixels of a padded image lie under one pixel of the window. */
        private NDIndex under(NDIndex index, long tap) {
            long first = tap * dilation;
            return index.addSliceDim(first, first + (out - 1) * stride + 1, stride);
        }

        /** Pixels of the window at a place that lie in the image or in so much of its padding. */
        private long counted(long place, long front, long behind) {
            long counted = 0;
            for (long tap = 0; tap < kernel; tap++) {
                long pixel = place * stride - before + tap * dilation;
                counted += pixel >= -front && pixel < in + behind ? 1 : 0;
            }
            return counted;
        }
    }

    /** The window of an operator on images; the extents of its answer are taken from the shapes of the block. */
    static Window of(Operation operation, long height, long width) {
        return new Window(Slide.of(operation, 0, height), Slide.of(operation, 1, width));
    }

    boolean isPadded() {
        return rows.before() + rows.after() + columns.before() + columns.after() > 0;
    }

    boolean isDilated() {
        return rows.dilation() > 1 || columns.dilation() > 1;
    }

    boolean isSymmetric() {
        return rows.isSymmetric() && columns.isSymmetric();
    }

    Shape kernel() {
        return new Shape(rows.kernel(), columns.kernel());
    }

    Shape stride() {
        return new Shape(rows.stride(), columns.stride());
    }

    Shape dilation() {
        return new Shape(rows.dilation(), columns.dilation());
    }

    Shape before() {
        return new Shape(rows.before(), columns.before());
    }

    /** The image with its padding around it. */
    NDArray pad(NDArray image, double value) {
        return isPadded()
                ? image.pad(new Shape(columns.before(), columns.after(), rows.before(), rows.after()), value)
                : image;
    }

    /** For every pixel of the window, what lies under it as the window slides over a padded image. */
    List<NDArray> taps(NDArray padded) {
        List<NDArray> taps = new ArrayList<>();
        for (long y = 0; y < rows.kernel(); y++) {
            for (long x = 0; x < columns.kernel(); x++) {
                taps.add(padded.get(columns.under(rows.under(new NDIndex().addAllDim(2), y), x)));
            }
        }
        return taps;
    }

    /**
     * What a mean over whole windows is to be multiplied by at each place, (height, width), to be one over the pixels
     * that count.
     *
     * @param counted padding that counts as pixels: top, left, bottom, right
     */
    float[] corrections(List<Long> counted) {
        float[] corrections = new float[Math.toIntExact(rows.out() * columns.out())];
        float all = rows.kernel() * columns.kernel();
        int at = 0;
        for (int y = 0; y < rows.out(); y++) {
            long high = rows.counted(y, counted.get(0), counted.get(2));
            for (int x = 0; x < columns.out(); x++) {
                corrections[at++] = all / (high * columns.counted(x, counted.get(1), counted.get(3)));
            }
        }
        return corrections;
    }
}
