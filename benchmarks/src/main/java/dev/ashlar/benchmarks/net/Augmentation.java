/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.graph.Shape;
import java.util.Map;
import java.util.Random;

/**
 * Small changes of images that leave their classes alone: a shift by up to some pixels, the border filled with zeros, and
 * a flip for every second image, if wanted.
 *
 * @param shift most pixels in every direction
 * @param flip whether left and right may change places
 */
public record Augmentation(int shift, boolean flip) {

    /** The batch with every image changed at random. */
    public Batch of(Batch batch, Random random) {
        Map.Entry<String, Shape> input = batch.shapes().entrySet().iterator().next();
        float[] from = Lookup.in(batch.values(), input.getKey());
        float[] to = new float[from.length];
        int height = Math.toIntExact(input.getValue().dim(2));
        int width = Math.toIntExact(input.getValue().dim(3));
        int planes = Math.toIntExact(input.getValue().dim(1));
        for (int image = 0; image < batch.size(); image++) {
            int down = random.nextInt(2 * shift + 1) - shift;
            int right = random.nextInt(2 * shift + 1) - shift;
            boolean flipped = flip && random.nextBoolean();
            for (int plane = 0; plane < planes; plane++) {
                int at = (image * planes + plane) * height * width;
                move(from, to, at, height, width, down, right, flipped);
            }
        }
        return new Batch(batch.size(), batch.shapes(), Map.of(input.getKey(), to));
    }

    private static void move(
            float[] from, float[] to, int at, int height, int width, int down, int right, boolean flipped) {
        for (int y = Math.max(0, down); y < Math.min(height, height + down); y++) {
            for (int x = Math.max(0, right); x < Math.min(width, width + right); x++) {
                int column = x - right;
                to[at + y * width + x] = from[at + (y - down) * width + (flipped ? width - 1 - column : column)];
            }
        }
    }
}
