/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.core.testing.OnnxNets;
import java.util.Random;

/** A convolution in 8 bits as quantisers write it: uint8 activations, int8 weights, a scale for each. */
final class QuantizedNet {
    private QuantizedNet() {}

    /** A network from (batch, channels, 8, 8) to the same; operator 1 reads the uint8 tensor that operator 0 writes. */
    static ModelProto convolution(int channels) {
        return convolutions(channels, 1);
    }

    /** Several in a row, 6 operators each; between two of them the codes are expanded and rounded again. */
    static ModelProto convolutions(int channels, int layers) {
        OnnxNets net = OnnxNets.seeded(1);
        String input = net.input("input", -1, channels, 8, 8);
        String scale = net.constant(new float[] {0.02f});
        String weightScale = net.constant(new float[] {0.002f});
        String x = input;
        for (int layer = 0; layer < layers; layer++) {
            x = layer(net, x, scale, weightScale);
        }
        return finished(net, x, channels);
    }

    /**
     * A layer of 6 operators, a residual block of 17 and another layer of 6: the sum reads what the first layer writes,
     * rounded once for all that read it.
     */
    static ModelProto residual(int channels) {
        OnnxNets net = OnnxNets.seeded(1);
        String input = net.input("input", -1, channels, 8, 8);
        String scale = net.constant(new float[] {0.02f});
        String weightScale = net.constant(new float[] {0.002f});
        String skipped = rounded(net, layer(net, input, scale, weightScale), scale);
        String x = convolution(net, skipped, scale, weightScale);
        x = layer(net, x, scale, weightScale);
        x = rounded(net, net.plus(skipped, x), scale);
        return finished(net, layer(net, x, scale, weightScale), channels);
    }

    private static ModelProto finished(OnnxNets net, String output, int channels) {
        ModelProto.Builder model = net.output(output, -1, channels, 8, 8).model().toBuilder();
        byte[] weights = new byte[channels * channels * 9];
        new Random(2).nextBytes(weights);
        GraphProto.Builder graph = model.getGraphBuilder();
        graph.addInitializer(integers("zero", TensorProto.DataType.UINT8, new byte[] {(byte) 128}));
        graph.addInitializer(integers("weight-zero", TensorProto.DataType.INT8, new byte[] {0}));
        graph.addInitializer(integers("weight", TensorProto.DataType.INT8, weights, channels, channels, 3, 3));
        return model.build();
    }

    private static String layer(OnnxNets net, String input, String scale, String weightScale) {
        return convolution(net, rounded(net, input, scale), scale, weightScale);
    }

    private static String rounded(OnnxNets net, String input, String scale) {
        return net.op("DequantizeLinear", net.op("QuantizeLinear", input, scale, "zero"), scale, "zero");
    }

    /** Four operators: weights, a convolution, and its answer rounded. */
    private static String convolution(OnnxNets net, String input, String scale, String weightScale) {
        String weight = net.op("DequantizeLinear", "weight", weightScale, "weight-zero");
        String x = net.add(NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(input)
                .addInput(weight)
                .addAttribute(OnnxNets.ints("kernel_shape", 3, 3))
                .addAttribute(OnnxNets.ints("pads", 1, 1, 1, 1)));
        return rounded(net, x, scale);
    }

    private static TensorProto integers(String name, TensorProto.DataType type, byte[] values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(values));
        for (long dim : shape) {
            tensor.addDims(dim);
        }
        return tensor.build();
    }
}
