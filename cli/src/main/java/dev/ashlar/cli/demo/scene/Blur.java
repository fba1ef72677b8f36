/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

/** Blurs pictures of 0xRRGGBB pixels; beyond an edge the pixels of the edge go on. */
final class Blur {
    /** Weights are whole numbers whose sum is this power of two. */
    private static final int BITS = 12;

    private Blur() {}

    /** Gaussian blur of the given deviation in pixels. */
    static int[] lens(int[] pixels, int width, int height, double deviation) {
        int[] weights = gaussian(deviation);
        int reach = weights.length / 2;
        int[] offsetsX = new int[weights.length];
        int[] offsetsY = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            offsetsX[i] = i - reach;
        }
        int[] across = convolve(pixels, width, height, offsetsX, offsetsY, weights);
        return convolve(across, width, height, offsetsY, offsetsX, weights);
    }

    /** Mean along a line of the given length in pixels and direction in radians. */
    static int[] motion(int[] pixels, int width, int height, double length, double direction) {
        int count = Math.max(2, (int) Math.ceil(length) + 1);
        int[] offsetsX = new int[count];
        int[] offsetsY = new int[count];
        int[] weights = new int[count];
        for (int i = 0; i < count; i++) {
            double along = length * (i / (count - 1.0) - 0.5);
            offsetsX[i] = (int) Math.round(along * Math.cos(direction));
            offsetsY[i] = (int) Math.round(along * Math.sin(direction));
            weights[i] = (1 << BITS) / count;
        }
        weights[0] += (1 << BITS) % count;
        return convolve(pixels, width, height, offsetsX, offsetsY, weights);
    }

    private static int[] gaussian(double deviation) {
        int reach = (int) Math.ceil(2.5 * deviation);
        double[] bell = new double[2 * reach + 1];
        double sum = 0;
        for (int i = 0; i < bell.length; i++) {
            double off = (i - reach) / deviation;
            bell[i] = StrictMath.exp(-off * off / 2);
            sum += bell[i];
        }
        int[] weights = new int[bell.length];
        int left = 1 << BITS;
        for (int i = 0; i < bell.length; i++) {
            weights[i] = (int) ((1 << BITS) * bell[i] / sum);
            left -= weights[i];
        }
        weights[reach] += left;
        return weights;
    }

    private static int[] convolve(int[] from, int width, int height, int[] dx, int[] dy, int[] weights) {
        int reachX = reach(dx);
        int reachY = reach(dy);
        int[] steps = new int[dx.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = dy[i] * width + dx[i];
        }
        int[] to = new int[from.length];
        for (int y = 0; y < height; y++) {
            boolean inside = y >= reachY && y < height - reachY;
            for (int x = 0; x < width; x++) {
                boolean clear = inside && x >= reachX && x < width - reachX;
                int at = y * width + x;
                int red = 1 << (BITS - 1);
                int green = red;
                int blue = red;
                for (int i = 0; i < weights.length; i++) {
                    int pixel = from[clear ? at + steps[i] : clamped(x + dx[i], y + dy[i], width, height)];
                    red += weights[i] * ((pixel >> 16) & 0xff);
                    green += weights[i] * ((pixel >> 8) & 0xff);
                    blue += weights[i] * (pixel & 0xff);
                }
                to[at] = (red >> BITS) << 16 | (green >> BITS) << 8 | blue >> BITS;
            }
        }
        return to;
    }

    private static int clamped(int x, int y, int width, int height) {
        return Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1);
    }

    private static int reach(int[] offsets) {
        int reach = 0;
        for (int offset : offsets) {
            reach = Math.max(reach, Math.abs(offset));
        }
        return reach;
    }
}
