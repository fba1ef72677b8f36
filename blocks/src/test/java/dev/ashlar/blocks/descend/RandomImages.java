/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.util.Random;

/**
 * Smooth random images.
 *
 * @param size how many
 * @param side of each, in pixels
 */
record RandomImages(int size, int side) implements ImageSet {

    @Override
    public String name() {
        return "random-" + size;
    }

    @Override
    public Sample sample(int index) {
        Random random = new Random(index);
        byte[] pixels = new byte[side * side * 3];
        double[] waves = random.doubles(9, 0.05, 0.6).toArray();
        for (int i = 0; i < pixels.length; i++) {
            int c = i % 3;
            int x = i / 3 % side;
            int y = i / 3 / side;
            double value = Math.sin(waves[c] * x + index)
                    + Math.cos(waves[c + 3] * y - index)
                    + waves[c + 6] * random.nextGaussian();
            pixels[i] = (byte) Math.max(0, Math.min(255, 128 + 50 * value));
        }
        return new Sample(PackedImage.of(pixels, side, side, PixelFormat.RGB), Truth.NONE);
    }
}
