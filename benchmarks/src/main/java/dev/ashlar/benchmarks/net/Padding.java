/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.onnx.Attributes;
import java.util.List;

/**
 * What is put around an image.
 *
 * @param top rows
 * @param left columns
 * @param bottom rows
 * @param right columns
 */
record Padding(long top, long left, long bottom, long right) {

    static Padding of(NodeProto node) {
        String automatic = Attributes.text(node, "auto_pad", "NOTSET");
        if (!automatic.equals("NOTSET") && !automatic.equals("VALID")) {
            throw new BenchmarkException(
                    "The operator %s (%s) pads by itself (%s), which the baselines cannot. Maybe export it with explicit pads."
                            .formatted(node.getName(), node.getOpType(), automatic));
        }
        List<Long> pads = Attributes.integers(node, "pads", List.of(0L, 0L, 0L, 0L));
        return new Padding(pads.get(0), pads.get(1), pads.get(2), pads.get(3));
    }

    boolean isNone() {
        return top + left + bottom + right == 0;
    }

    boolean isSymmetric() {
        return top == bottom && left == right;
    }

    /** Rows and columns in front. */
    Shape before() {
        return new Shape(top, left);
    }

    /** The image with {@code value} around it. */
    NDArray around(NDArray image, double value) {
        return isNone() ? image : image.pad(new Shape(left, right, top, bottom), value);
    }
}
