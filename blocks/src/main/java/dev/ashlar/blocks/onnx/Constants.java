/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads and writes constant tensors. */
public final class Constants {
    private Constants() {}

    public static Shape shape(TensorProto tensor) {
        return new Shape(tensor.getDimsList());
    }

    public static boolean isFloat(TensorProto tensor) {
        return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
    }

    /** Bytes of the values, however they are stored. */
    public static long bytes(TensorProto tensor) {
        return ElementType.isSupported(tensor.getDataType())
                ? ElementType.ofOnnx(tensor.getDataType()).bytes(shape(tensor))
                : tensor.getSerializedSize();
    }

    /** The values of a float tensor. */
    public static float[] floats(TensorProto tensor) {
        Argument.require(isFloat(tensor), "The constant %s holds no floats.", tensor.getName());
        float[] values = new float[Math.toIntExact(shape(tensor).elements())];
        if (tensor.hasRawData()) {
            little(tensor.getRawData()).asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
        }
        return values;
    }

    /** The values of an integer tensor of 32 or 64 bits. */
    public static long[] integers(TensorProto tensor) {
        long[] values = new long[Math.toIntExact(shape(tensor).elements())];
        boolean wide = tensor.getDataType() == TensorProto.DataType.INT64.getNumber();
        Argument.require(
                wide || tensor.getDataType() == TensorProto.DataType.INT32.getNumber(),
                "The constant %s holds no integers.",
                tensor.getName());
        ByteBuffer raw = little(tensor.getRawData());
        for (int i = 0; i < values.length; i++) {
            if (tensor.hasRawData()) {
                values[i] = wide ? raw.getLong(8 * i) : raw.getInt(4 * i);
            } else {
                values[i] = wide ? tensor.getInt64Data(i) : tensor.getInt32Data(i);
            }
        }
        return values;
    }

    private static ByteBuffer little(ByteString raw) {
        return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    public static TensorProto ofFloats(String name, Shape shape, float... values) {
        Argument.require(
                values.length == shape.elements(),
                "The constant %s of shape %s got %d values.",
                name,
                shape,
                values.length);
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return of(name, ElementType.FLOAT32, shape.dims(), raw.array());
    }

    public static TensorProto ofIntegers(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return of(name, ElementType.INT64, List.of((long) values.length), raw.array());
    }

    public static TensorProto of(String name, ElementType type, List<Long> dims, byte[] littleEndian) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.onnx())
                .addAllDims(dims)
                .setRawData(ByteString.copyFrom(littleEndian))
                .build();
    }

    /** A constant with the content of a computed tensor. */
    public static TensorProto of(String name, Tensor tensor) {
        ByteBuffer data = tensor.data();
        byte[] bytes = new byte[data.remaining()];
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || tensor.type().bytes() == 1) {
            data.get(bytes);
        } else {
            reverse(data, tensor.type().bytes(), bytes);
        }
        return of(name, tensor.type(), tensor.shape().dims(), bytes);
    }

    private static void reverse(ByteBuffer data, int width, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = data.get(i - i % width + (width - 1 - i % width));
        }
    }
}
