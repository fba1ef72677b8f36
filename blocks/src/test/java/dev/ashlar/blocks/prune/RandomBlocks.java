/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.testing.OnnxNets;
import java.util.Random;

/** Random blocks of the structures that real networks are made of. */
public final class RandomBlocks {
    private final OnnxNets net;
    private final Random random;
    private int channels;

    private RandomBlocks(long seed) {
        this.net = OnnxNets.seeded(seed);
        this.random = new Random(seed);
    }

    /** A block on (1, 6, 12, 12), now and then with a classifier at its end. */
    public static ModelProto of(long seed) {
        return new RandomBlocks(seed).build();
    }

    private ModelProto build() {
        String x = net.input("x", 1, 6, 12, 12);
        channels = 6;
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            x = part(x);
        }
        x = conv(x, 8, 3, 1);
        if (random.nextInt(3) == 0) {
            boolean pooled = random.nextBoolean();
            String flat = net.flatten(pooled ? net.globalAveragePool(x) : x);
            x = net.gemm(flat, pooled ? channels : channels * 144, 5);
        }
        return net.output(x).model();
    }

    private String part(String x) {
        return switch (random.nextInt(6)) {
            case 0 -> activation(norm(conv(x, 4 + random.nextInt(8), 3, 1)));
            case 1 -> residual(x);
            case 2 -> inverted(x);
            case 3 -> inception(x);
            case 4 -> dense(x);
            default -> excited(x);
        };
    }

    private String conv(String x, int to, int kernel, int stride) {
        String out = net.conv(x, channels, to, kernel, stride, 1);
        channels = to;
        return out;
    }

    private String norm(String x) {
        return random.nextBoolean() ? net.batchNorm(x, channels) : x;
    }

    private String activation(String x) {
        return switch (random.nextInt(4)) {
            case 0 -> net.relu(x);
            case 1 -> net.op("Sigmoid", x);
            case 2 -> hardSwish(x);
            default -> net.op("Tanh", x);
        };
    }

    private String hardSwish(String x) {
        String shifted = net.op("Add", x, net.constant(new float[] {3}));
        String clipped = net.op("Clip", shifted, net.constant(new float[] {0}), net.constant(new float[] {6}));
        return net.op("Div", net.op("Mul", x, clipped), net.constant(new float[] {6}));
    }

    private String residual(String x) {
        int width = channels;
        String inner = activation(norm(conv(x, 4 + random.nextInt(8), 3, 1)));
        String outer = norm(conv(inner, width, 3, 1));
        return activation(net.plus(outer, x));
    }

    private String inverted(String x) {
        int width = channels;
        int expanded = 8 + random.nextInt(8);
        String y = activation(norm(conv(x, expanded, 1, 1)));
        y = activation(norm(net.conv(y, expanded, expanded, 3, 1, expanded)));
        y = norm(conv(y, width, 1, 1));
        return random.nextBoolean() ? net.plus(y, x) : y;
    }

    private String inception(String x) {
        int from = channels;
        String left = activation(conv(x, 3 + random.nextInt(5), 1, 1));
        int leftWidth = channels;
        channels = from;
        String right = activation(conv(x, 3 + random.nextInt(5), 3, 1));
        channels += leftWidth;
        return net.concat(left, right);
    }

    private String dense(String x) {
        int from = channels;
        String grown = activation(conv(x, 4, 3, 1));
        channels += from;
        return net.concat(x, grown);
    }

    private String excited(String x) {
        int width = 6 + random.nextInt(6);
        String y = activation(conv(x, width, 3, 1));
        String squeezed = net.relu(net.conv(net.globalAveragePool(y), width, 3, 1, 1, 1));
        String scale = net.op("HardSigmoid", net.conv(squeezed, 3, width, 1, 1, 1));
        return net.op("Mul", y, scale);
    }
}
