/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.structure;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.core.testing.OnnxNets;
import java.util.Arrays;
import java.util.Random;

/**
 * Small networks of all the structures that a cut must cope with. The upper half of the channels of every layer is
 * exactly zero, so that half of them can go and nothing is lost.
 */
final class HalfEmptyNets {
    private final OnnxNets net;
    private final Random random;

    private HalfEmptyNets(long seed) {
        this.net = OnnxNets.seeded(seed);
        this.random = new Random(seed);
    }

    static ModelProto of(String structure, long seed) {
        HalfEmptyNets nets = new HalfEmptyNets(seed);
        return switch (structure) {
            case "residual" -> nets.residual();
            case "inception" -> nets.inception();
            case "dense" -> nets.dense();
            case "inverted residual with squeeze-excite" -> nets.inverted();
            case "channel shuffle" -> nets.shuffle();
            case "feature pyramid" -> nets.pyramid();
            case "U-shape" -> nets.shapeOfU();
            case "several outputs" -> nets.severalOutputs();
            case "grouped convolutions" -> nets.grouped();
            case "depthwise branches of a border" -> nets.depthwiseBranches();
            case "asymmetric pads" -> nets.asymmetricPads();
            case "shared weights" -> nets.sharedWeights();
            case "fixed batch" -> nets.fixedBatch();
            default -> throw new IllegalArgumentException(structure);
        };
    }

    private String free() {
        return net.input("x", -1, 3, -1, -1);
    }

    /** Normal weights, the last half of the outputs zero. */
    private String weight(int to, int from, int kernel) {
        float[] values = new float[to * from * kernel * kernel];
        double deviation = Math.sqrt(3.0 / (from * kernel * kernel));
        for (int i = 0; i < values.length / to * halved(to); i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return net.constant(values, to, from, kernel, kernel);
    }

    private String bias(int to) {
        float[] values = new float[to];
        for (int i = 0; i < halved(to); i++) {
            values[i] = 0.1f * (float) random.nextGaussian();
        }
        return net.constant(values, to);
    }

    private static int halved(int to) {
        return to == 1 ? 1 : to / 2;
    }

    private String conv(String in, int from, int to, int kernel, int stride, int group) {
        int pad = kernel / 2;
        return conv(in, weight(to, from / group, kernel), bias(to), stride, group, pad, pad, pad, pad);
    }

    private String conv(String in, String weight, String bias, int stride, int group, long... pads) {
        return net.add(NodeProto.newBuilder()
                .setOpType("Conv")
                .addInput(in)
                .addInput(weight)
                .addInput(bias)
                .addAttribute(OnnxNets.ints("strides", stride, stride))
                .addAttribute(OnnxNets.ints("pads", pads))
                .addAttribute(OnnxNets.integer("group", group)));
    }

    private String layer(String in, int from, int to, int kernel, int stride, int group) {
        return net.relu(conv(in, from, to, kernel, stride, group));
    }

    private ModelProto end(String... outputs) {
        Arrays.stream(outputs).forEach(output -> net.output(output, -1, -1, -1, -1));
        return net.model();
    }

    private String residualBlock(String x, int width) {
        return net.relu(net.plus(conv(layer(x, width, 2 * width, 3, 1, 1), 2 * width, width, 3, 1, 1), x));
    }

    private ModelProto residual() {
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int i = 0; i < 4; i++) {
            x = residualBlock(x, 16);
        }
        return end(x);
    }

    private ModelProto inception() {
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int i = 0; i < 3; i++) {
            String left = layer(x, 16, 8, 1, 1, 1);
            String middle = layer(layer(x, 16, 12, 1, 1, 1), 12, 16, 3, 1, 1);
            String right = net.maxPool(layer(x, 16, 8, 5, 1, 1), 1, 1);
            x = layer(net.concat(left, middle, right), 32, 16, 1, 1, 1);
        }
        return end(x);
    }

    private ModelProto dense() {
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int block = 0; block < 2; block++) {
            int width = 16;
            for (int i = 0; i < 3; i++) {
                x = net.concat(x, layer(layer(x, width, 24, 1, 1, 1), 24, 8, 3, 1, 1));
                width += 8;
            }
            x = layer(x, width, 16, 1, 1, 1);
        }
        return end(x);
    }

    private ModelProto inverted() {
        String x = layer(free(), 3, 16, 3, 2, 1);
        for (int i = 0; i < 4; i++) {
            String wide = layer(layer(x, 16, 32, 1, 1, 1), 32, 32, 3, 1, 32);
            String squeezed = layer(net.globalAveragePool(wide), 32, 8, 1, 1, 1);
            String scale = net.op("HardSigmoid", conv(squeezed, 8, 32, 1, 1, 1));
            x = net.plus(conv(net.op("Mul", wide, scale), 32, 16, 1, 1, 1), x);
        }
        return end(x);
    }

    private ModelProto shuffle() {
        String x = layer(net.input("x", 1, 3, 16, 16), 3, 16, 3, 1, 1);
        for (int i = 0; i < 3; i++) {
            x = layer(layer(layer(x, 16, 24, 1, 1, 1), 24, 24, 3, 1, 24), 24, 16, 1, 1, 1);
            String split = net.op("Reshape", x, net.constant(1, 2, 8, 16, 16));
            String turned = net.add(NodeProto.newBuilder()
                    .setOpType("Transpose")
                    .addInput(split)
                    .addAttribute(OnnxNets.ints("perm", 0, 2, 1, 3, 4)));
            x = net.op("Reshape", turned, net.constant(1, 16, 16, 16));
        }
        return end(x);
    }

    private String twice(String x) {
        return net.add(NodeProto.newBuilder()
                .setOpType("Resize")
                .addInput(x)
                .addInput("")
                .addInput(net.constant(new float[] {1, 1, 2, 2}, 4)));
    }

    private ModelProto pyramid() {
        String low = layer(layer(free(), 3, 16, 3, 1, 1), 16, 16, 3, 2, 1);
        String middle = layer(layer(low, 16, 32, 3, 2, 1), 32, 16, 3, 1, 1);
        String high = layer(layer(middle, 16, 32, 3, 2, 1), 32, 16, 3, 1, 1);
        String joined = net.plus(conv(middle, 16, 16, 1, 1, 1), twice(conv(high, 16, 16, 1, 1, 1)));
        String lowest = net.plus(conv(low, 16, 16, 1, 1, 1), twice(joined));
        String one = layer(layer(joined, 16, 24, 3, 1, 1), 24, 8, 3, 1, 1);
        String two = layer(layer(lowest, 16, 24, 3, 1, 1), 24, 8, 3, 1, 1);
        return end(one, two);
    }

    private ModelProto shapeOfU() {
        String first = layer(layer(free(), 3, 16, 3, 1, 1), 16, 16, 3, 1, 1);
        String second = layer(layer(net.maxPool(first, 2, 2), 16, 24, 3, 1, 1), 24, 24, 3, 1, 1);
        String third = layer(layer(net.maxPool(second, 2, 2), 24, 32, 3, 1, 1), 32, 32, 3, 1, 1);
        String back = layer(net.concat(twice(third), second), 56, 24, 3, 1, 1);
        return end(layer(layer(net.concat(twice(back), first), 40, 16, 3, 1, 1), 16, 8, 3, 1, 1));
    }

    private ModelProto severalOutputs() {
        String x = residualBlock(layer(free(), 3, 16, 3, 2, 1), 16);
        String classes = conv(layer(x, 16, 24, 3, 1, 1), 24, 10, 1, 1, 1);
        x = residualBlock(net.maxPool(x, 2, 2), 16);
        String boxes = conv(layer(x, 16, 24, 3, 1, 1), 24, 4, 1, 1, 1);
        return end(classes, boxes, net.op("Sigmoid", conv(layer(x, 16, 16, 3, 1, 1), 16, 2, 1, 1, 1)));
    }

    private ModelProto grouped() {
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int i = 0; i < 4; i++) {
            String inner = layer(layer(x, 16, 32, 1, 1, 1), 32, 48, 3, 1, 8);
            x = net.relu(net.plus(conv(inner, 48, 16, 1, 1, 1), x));
        }
        return end(x);
    }

    private ModelProto depthwiseBranches() {
        String x = layer(free(), 3, 16, 3, 2, 1);
        for (int i = 0; i < 3; i++) {
            String one = layer(x, 16, 16, 5, 1, 16);
            String two = layer(layer(x, 16, 32, 5, 1, 16), 32, 32, 3, 1, 32);
            x = net.relu(net.plus(conv(net.concat(one, two), 48, 16, 1, 1, 1), x));
        }
        return end(x);
    }

    private ModelProto asymmetricPads() {
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int i = 0; i < 3; i++) {
            String down = net.relu(conv(x, weight(24, 16, 3), bias(24), 2, 1, 0, 1, 1, 0));
            x = net.relu(conv(down, weight(16, 24, 2), bias(16), 1, 1, 1, 0, 0, 1));
        }
        return end(x);
    }

    private ModelProto sharedWeights() {
        String weight = weight(16, 16, 3);
        String bias = bias(16);
        String x = layer(free(), 3, 16, 3, 1, 1);
        for (int i = 0; i < 3; i++) {
            x = layer(layer(x, 16, 24, 3, 1, 1), 24, 16, 3, 1, 1);
            x = i == 0 ? x : net.relu(conv(x, weight, bias, 1, 1, 1, 1, 1, 1));
        }
        String last = layer(layer(x, 16, 24, 3, 1, 1), 24, 16, 3, 1, 1);
        return end(layer(layer(last, 16, 24, 3, 1, 1), 24, 16, 3, 1, 1));
    }

    private ModelProto fixedBatch() {
        String x = layer(net.input("x", 2, 3, 16, 16), 3, 16, 3, 1, 1);
        for (int i = 0; i < 3; i++) {
            x = residualBlock(x, 16);
        }
        return net.output(net.gemm(net.flatten(net.globalAveragePool(x)), 16, 10), 2, 10)
                .model();
    }
}
