/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import dev.ashlar.core.unit.Argument;

/** The type of a tensor's elements, with its number in the ONNX format ({@code TensorProto.DataType}). */
public enum ElementType {
    FLOAT32(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    FLOAT64(11, 8);

    private final int onnx;
    private final int bytes;

    ElementType(int onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** The number of this type in the ONNX format. */
    public int onnx() {
        return onnx;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The type with this number in the ONNX format. */
    public static ElementType ofOnnx(int number) {
        for (ElementType type : values()) {
            if (type.onnx == number) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "The ONNX element type (%d) is not supported. Maybe convert the network to float32 first."
                        .formatted(number));
    }

    /** Whether this is one of the types that an ONNX number stands for here. */
    public static boolean isSupported(int number) {
        for (ElementType type : values()) {
            if (type.onnx == number) {
                return true;
            }
        }
        return false;
    }

    /** Bytes of a tensor of this type and shape. */
    public long bytes(Shape shape) {
        Argument.require(shape.isStatic(), "The shape (%s) must be static to have a size.", shape);
        long elements = shape.elements();
        Argument.require(
                elements <= Long.MAX_VALUE / bytes,
                "A tensor of shape %s has more bytes than can be counted. Maybe the network is damaged.",
                shape);
        return elements * bytes;
    }
}
