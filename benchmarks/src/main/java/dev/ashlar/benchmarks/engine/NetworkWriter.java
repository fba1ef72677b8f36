/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

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

/** Writes a network with random weights; every method answers with the name of the tensor that its operator writes. */
final class NetworkWriter {
    /*
     * Weights are normal with variance 2 / fan-in (He et al., "Delving deep into rectifiers", ICCV 2015), so that
     * activations neither vanish nor explode. Names depend on the place of an operator alone, so networks of one
     * structure that differ in inner channels have borders of the same names.
     */
    static final String INPUT = "image";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
    private final Random random;
    private int count;

    NetworkWriter(long seed, int side) {
        this.random = new Random(seed);
        graph.addInput(image(INPUT, 3, side));
    }

    private static ValueInfoProto image(String name, int channels, int side) {
        return tensor(
                name,
                TensorShapeProto.newBuilder()
                        .addDim(extent(1))
                        .addDim(extent(channels))
                        .addDim(extent(side))
                        .addDim(extent(side)));
    }

    private static TensorShapeProto.Dimension extent(long value) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(value).build();
    }

    private static ValueInfoProto tensor(String name, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    String conv(String in, int from, int to, int kernel, int stride, int groups) {
        long pad = kernel / 2;
        String weights = weights(2.0 * groups / ((double) from * kernel * kernel), to, from / groups, kernel, kernel);
        return add(NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(in)
                .addInput(weights)
                .addInput(weights(0.01, to))
                .addAttribute(ints("kernel_shape", kernel, kernel))
                .addAttribute(ints("strides", stride, stride))
                .addAttribute(ints("pads", pad, pad, pad, pad))
                .addAttribute(ints("group", groups).toBuilder()
                        .clearInts()
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(groups)));
    }

    String relu(String in) {
        return add(NodeProto.newBuilder().setOpType("Relu").addInput(in));
    }

    String plus(String left, String right) {
        return add(NodeProto.newBuilder().setOpType("Add").addInput(left).addInput(right));
    }

    String maxPool(String in, int kernel, int stride) {
        long pad = (kernel - 1L) / 2;
        return add(NodeProto.newBuilder()
                .setOpType("MaxPool")
                .addInput(in)
                .addAttribute(ints("kernel_shape", kernel, kernel))
                .addAttribute(ints("strides", stride, stride))
                .addAttribute(ints("pads", pad, pad, pad, pad)));
    }

    /** Average over all places, then a fully connected layer. */
    String head(String in, int from, int classes) {
        String mean = add(NodeProto.newBuilder().setOpType("GlobalAveragePool").addInput(in));
        String flat = add(NodeProto.newBuilder().setOpType("Flatten").addInput(mean));
        return add(NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput(flat)
                .addInput(weights(1.0 / from, from, classes))
                .addInput(weights(0.01, classes)));
    }

    private String add(NodeProto.Builder node) {
        String name = "t" + count++;
        graph.addNode(node.setName(name + "." + node.getOpType()).addOutput(name));
        return name;
    }

    private String weights(double variance, long... shape) {
        long size = 1;
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long extent : shape) {
            tensor.addDims(extent);
            size *= extent;
        }
        ByteBuffer raw = ByteBuffer.allocate(Math.toIntExact(4 * size)).order(ByteOrder.LITTLE_ENDIAN);
        double deviation = Math.sqrt(variance);
        for (long i = 0; i < size; i++) {
            raw.putFloat((float) (deviation * random.nextGaussian()));
        }
        String name = "w" + graph.getInitializerCount();
        graph.addInitializer(tensor.setName(name).setRawData(ByteString.copyFrom(raw.flip())));
        return name;
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** The network that answers with this tensor (1, classes). */
    byte[] model(String output, int classes) {
        graph.addOutput(
                tensor(output, TensorShapeProto.newBuilder().addDim(extent(1)).addDim(extent(classes))));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
