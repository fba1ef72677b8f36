/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.util.Random;

/**
 * Pictures that are computed: stripes of ten directions with random phase, width, colour and noise. The direction is the
 * class.
 *
 * @param seed of all pictures; sets of different seeds have none in common
 * @param size how many
 * @param side rows and columns
 */
record MadeUpImages(long seed, int size, int side) implements ImageSet {
    static final int CLASSES = 10;

    private static final double NOISE = 40;

    @Override
    public String name() {
        return "stripes[%d of %d x %d, seed %d]".formatted(size, side, side, seed);
    }

    @Override
    public Sample sample(int index) {
        Random random = new Random(31 * seed + 1_000_003L * index);
        int label = index % CLASSES;
        double angle = Math.PI * (label + 0.5 * (random.nextDouble() - 0.5)) / CLASSES;
        double across = Math.cos(angle) * (0.7 + 0.6 * random.nextDouble());
        double down = Math.sin(angle) * (0.7 + 0.6 * random.nextDouble());
        double phase = 2 * Math.PI * random.nextDouble();
        double[] strength = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < side * side; i++) {
            int row = i / side;
            double wave = Math.sin(across * (i % side) + down * row + phase);
            for (int c = 0; c < 3; c++) {
                double value = 128 + 60 * (0.3 + strength[c]) * wave + NOISE * random.nextGaussian();
                pixels[3 * i + c] = (byte) Math.max(0, Math.min(255, Math.round(value)));
            }
        }
        return new Sample(PackedImage.of(pixels, side, side, PixelFormat.RGB), new Truth.Label(label));
    }
}
