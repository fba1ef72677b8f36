/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.util.List;
import java.util.Random;

/**
 * Images of noise, one for each truth.
 *
 * @param seed of the noise
 * @param truths what is said to be known
 */
record NoiseImages(long seed, List<Truth> truths) implements ImageSet {
    private static final int WIDTH = 20;
    private static final int HEIGHT = 18;

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public int size() {
        return truths.size();
    }

    @Override
    public Sample sample(int index) {
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        new Random(seed * 1000 + index).nextBytes(pixels);
        return new Sample(PackedImage.of(pixels, WIDTH, HEIGHT, PixelFormat.RGB), truths.get(index));
    }
}
