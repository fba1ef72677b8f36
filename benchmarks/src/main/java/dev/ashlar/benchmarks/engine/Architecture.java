/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import java.util.ArrayList;
import java.util.List;

/** A well-known network with random weights, at any width of its blocks' inner channels. */
enum Architecture {
    /** Eight residual blocks of two layers each, 64 to 512 channels (He et al., CVPR 2016). */
    RESNET18,
    /** Thirteen convolutions of 64 to 512 channels in five stages (Simonyan and Zisserman, ICLR 2015), one layer behind. */
    VGG16,
    /** Blocks that expand, filter each channel by itself and project (Sandler et al., CVPR 2018), 24 and 40 channels. */
    MOBILE;

    private static final int CLASSES = 100;

    /**
     * A network and where it is cut.
     *
     * @param onnx the network
     * @param borders tensors between its blocks
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier that nobody compares
    record Built(byte[] onnx, List<String> borders) {
        Built {
            borders = List.copyOf(borders);
        }
    }

    /**
     * The network.
     *
     * @param side of its square input
     * @param keep share of the channels inside blocks
     */
    Built build(int side, double keep, long seed) {
        NetworkWriter net = new NetworkWriter(seed, side);
        List<String> borders = new ArrayList<>();
        String out =
                switch (this) {
                    case RESNET18 -> residual(net, side, keep, borders);
                    case VGG16 -> plain(net, keep, borders);
                    case MOBILE -> mobile(net, side, keep, borders);
                };
        return new Built(net.model(out, CLASSES), borders);
    }

    private static int inner(int channels, double keep, int step) {
        return Math.max(step, (int) Math.round(channels * keep / step) * step);
    }

    private static String residual(NetworkWriter net, int side, double keep, List<String> borders) {
        boolean small = side < 64;
        String x = net.relu(net.conv(NetworkWriter.INPUT, 3, 64, small ? 3 : 7, small ? 1 : 2, 1));
        x = small ? x : net.maxPool(x, 3, 2);
        borders.add(x);
        int from = 64;
        for (int block = 0; block < 8; block++) {
            int to = 64 << (block / 2);
            int stride = to == from ? 1 : 2;
            int middle = inner(to, keep, 16);
            String inside = net.conv(net.relu(net.conv(x, from, middle, 3, stride, 1)), middle, to, 3, 1, 1);
            x = net.relu(net.plus(inside, to == from ? x : net.conv(x, from, to, 1, stride, 1)));
            borders.add(x);
            from = to;
        }
        return net.head(x, 512, CLASSES);
    }

    private static String plain(NetworkWriter net, double keep, List<String> borders) {
        String x = NetworkWriter.INPUT;
        int from = 3;
        for (int stage = 0; stage < 5; stage++) {
            int to = Math.min(512, 64 << stage);
            int layers = stage < 2 ? 2 : 3;
            for (int layer = 0; layer < layers; layer++) {
                int width = layer == layers - 1 ? to : inner(to, keep, 16);
                x = net.relu(net.conv(x, from, width, 3, 1, 1));
                from = width;
            }
            x = net.maxPool(x, 2, 2);
            borders.add(x);
        }
        return net.head(x, 512, CLASSES);
    }

    private static String mobile(NetworkWriter net, int side, double keep, List<String> borders) {
        String x = net.relu(net.conv(NetworkWriter.INPUT, 3, 24, 3, side < 64 ? 1 : 2, 1));
        borders.add(x);
        int from = 24;
        for (int block = 0; block < 8; block++) {
            int to = block < 4 ? 24 : 40;
            int stride = block == 0 || block == 4 ? 2 : 1;
            int wide = inner(4 * from, keep, 8);
            String inside = net.relu(net.conv(x, from, wide, 1, 1, 1));
            inside = net.conv(net.relu(net.conv(inside, wide, wide, 3, stride, wide)), wide, to, 1, 1, 1);
            x = stride == 1 && from == to ? net.plus(inside, x) : inside;
            borders.add(x);
            from = to;
        }
        return net.head(x, 40, CLASSES);
    }
}
