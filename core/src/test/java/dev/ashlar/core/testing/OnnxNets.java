/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

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

/**
 * Writes small ONNX networks with random weights. Every method that adds an operator answers with the name of the
 * tensor it writes; extents of -1 are free.
 */
public final class OnnxNets {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("net");
    private final Random random;
    private int counter;

    private OnnxNets(long seed) {
        this.random = new Random(seed);
    }

    public static OnnxNets seeded(long seed) {
        return new OnnxNets(seed);
    }

    public String input(String name, long... shape) {
        graph.addInput(valueInfo(name, shape));
        return name;
    }

    /** Names a tensor as an output of the network. */
    public OnnxNets output(String name, long... shape) {
        graph.addOutput(valueInfo(name, shape));
        return this;
    }

    /** A convolution with bias, of He-scaled random weights and "same" padding for odd kernels. */
    public String conv(String in, int from, int to, int kernel, int stride, int group) {
        String weight = weight(Math.sqrt(2.0 * group / (from * kernel * kernel)), to, from / group, kernel, kernel);
        String bias = weight(0.1, to);
        int pad = kernel / 2;
        return add(NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(in)
                .addInput(weight)
                .addInput(bias)
                .addAttribute(ints("kernel_shape", kernel, kernel))
                .addAttribute(ints("strides", stride, stride))
                .addAttribute(ints("pads", pad, pad, pad, pad))
                .addAttribute(integer("group", group)));
    }

    public String batchNorm(String in, int channels) {
        String scale = constant(uniform(channels, 0.5f, 1.5f), channels);
        String shift = weight(0.2, channels);
        String mean = weight(0.2, channels);
        String variance = constant(uniform(channels, 0.5f, 1.5f), channels);
        return add(NodeProto.newBuilder()
                .setOpType("BatchNormalization")
                .addInput(in)
                .addInput(scale)
                .addInput(shift)
                .addInput(mean)
                .addInput(variance)
                .addAttribute(floating("epsilon", 1e-5f)));
    }

    public String relu(String in) {
        return op("Relu", in);
    }

    public String plus(String left, String right) {
        return op("Add", left, right);
    }

    /** Any operator without attributes. */
    public String op(String type, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
        for (String in : inputs) {
            node.addInput(in);
        }
        return add(node);
    }

    public String concat(String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType("Concat").addAttribute(integer("axis", 1));
        for (String in : inputs) {
            node.addInput(in);
        }
        return add(node);
    }

    public String maxPool(String in, int kernel, int stride) {
        return add(NodeProto.newBuilder()
                .setOpType("MaxPool")
                .addInput(in)
                .addAttribute(ints("kernel_shape", kernel, kernel))
                .addAttribute(ints("strides", stride, stride)));
    }

    public String globalAveragePool(String in) {
        return op("GlobalAveragePool", in);
    }

    public String flatten(String in) {
        return add(NodeProto.newBuilder().setOpType("Flatten").addInput(in).addAttribute(integer("axis", 1)));
    }

    /** A fully connected layer with bias, weights stored as (to, from). */
    public String gemm(String in, int from, int to) {
        return add(NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput(in)
                .addInput(weight(Math.sqrt(1.0 / from), to, from))
                .addInput(weight(0.1, to))
                .addAttribute(integer("transB", 1)));
    }

    /** Adds any node; its output is named for it. */
    public String add(NodeProto.Builder node) {
        String name = node.getOpType() + "_" + counter++;
        graph.addNode(node.setName(name).addOutput(name + "_out"));
        return name + "_out";
    }

    /** An initializer of normally distributed values. */
    public String weight(double deviation, long... shape) {
        float[] values = new float[Math.toIntExact(product(shape))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return constant(values, shape);
    }

    /** An initializer of these values. */
    public String constant(float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return initializer(TensorProto.DataType.FLOAT, ByteString.copyFrom(raw.array()), shape);
    }

    /** An initializer of these integers, of rank 1. */
    public String constant(long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return initializer(TensorProto.DataType.INT64, ByteString.copyFrom(raw.array()), values.length);
    }

    private String initializer(TensorProto.DataType type, ByteString raw, long... shape) {
        String name = "w" + counter++;
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(raw);
        for (long dim : shape) {
            tensor.addDims(dim);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** The whole network as a model of opset 17. */
    public ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    public byte[] bytes() {
        return model().toByteArray();
    }

    /** A residual network of three stages on (batch, 3, side, side) with ten classes. */
    public static ModelProto residual(long seed, int width, int side) {
        OnnxNets net = seeded(seed);
        String x = net.relu(net.batchNorm(net.conv(net.input("input", -1, 3, side, side), 3, width, 3, 1, 1), width));
        for (int stage = 0; stage < 3; stage++) {
            int from = stage == 0 ? width : width << (stage - 1);
            int to = width << stage;
            int stride = stage == 0 ? 1 : 2;
            String inner = net.relu(net.batchNorm(net.conv(x, from, to, 3, stride, 1), to));
            String last = net.batchNorm(net.conv(inner, to, to, 3, 1, 1), to);
            String shortcut = stage == 0 ? x : net.conv(x, from, to, 1, stride, 1);
            x = net.relu(net.plus(last, shortcut));
        }
        String logits = net.gemm(net.flatten(net.globalAveragePool(x)), width << 2, 10);
        return net.output(logits, -1, 10).model();
    }

    private float[] uniform(int count, float low, float high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = low + (high - low) * random.nextFloat();
        }
        return values;
    }

    private static long product(long... shape) {
        long product = 1;
        for (long dim : shape) {
            product *= dim;
        }
        return product;
    }

    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto floating(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static ValueInfoProto valueInfo(String name, long... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (long dim : shape) {
            TensorShapeProto.Dimension.Builder extent = TensorShapeProto.Dimension.newBuilder();
            dims.addDim(dim < 0 ? extent.setDimParam("d" + dims.getDimCount()) : extent.setDimValue(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dims)))
                .build();
    }
}
