/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Writes networks of convolutions with drawn weights. */
final class OnnxWriter {
    private static final int OPSET = 13;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("made-up");
    private final Random random;
    private int counter;

    OnnxWriter(long seed) {
        this.random = new Random(seed);
    }

    OnnxWriter input(String name, long... shape) {
        graph.addInput(value(name, shape));
        return this;
    }

    OnnxWriter output(String name, long... shape) {
        graph.addOutput(value(name, shape));
        return this;
    }

    /** A convolution of 3x3 with bias and what is above 0 of it, into the tensor {@code out}. */
    OnnxWriter conv(String in, String out, int from, int to) {
        String weight = weight(Math.sqrt(2.0 / (9.0 * from)), to, from, 3, 3);
        String bias = weight(0.1, to);
        String plain = "plain" + counter++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(in)
                .addInput(weight)
                .addInput(bias)
                .addOutput(plain)
                .addAttribute(ints("kernel_shape", 3, 3))
                .addAttribute(ints("pads", 1, 1, 1, 1)));
        graph.addNode(NodeProto.newBuilder().setOpType("Relu").addInput(plain).addOutput(out));
        return this;
    }

    byte[] onnx() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private String weight(double scale, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            raw.putFloat((float) (scale * random.nextGaussian()));
        }
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("w" + counter++)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw.array()));
        for (long extent : shape) {
            tensor.addDims(extent);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static ValueInfoProto value(String name, long... shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        for (long extent : shape) {
            extents.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(extents)))
                .build();
    }
}
