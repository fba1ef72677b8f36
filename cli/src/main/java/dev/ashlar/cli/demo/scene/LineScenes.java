/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.unit.Argument;
import java.util.Arrays;

/**
 * Rendered lines of text, upright or turned by half a circle, for classifiers of orientation: RGB pictures of many
 * sizes, all four times as wide as high. Of each two neighbours one is turned. Each line depends on the seed and its
 * index alone.
 */
public final class LineScenes implements ImageSet {
    /*
     * The classifier was trained [1] on lines scaled to its input height without stretching, the rest of the width
     * filled with zeros after normalisation, which is gray before it; longer lines are squeezed. Preprocessing
     * stretches whatever it gets, so the filling or squeezing is done here and the picture has the aspect of the input.
     * [1] PaddleOCR, tools/infer/predict_cls.py, resize_norm_img.
     */

    /** The label of a line that stands upright. */
    public static final int UPRIGHT = 0;

    /** The label of a line turned by half a circle. */
    public static final int TURNED = 1;

    private static final byte GRAY = 127;
    private static final int LEAST_HEIGHT = 20;
    private static final int GREATEST_HEIGHT = 64;

    private final long seed;
    private final int size;

    /**
     * @param seed of all chance
     * @param size how many lines
     */
    public LineScenes(long seed, int size) {
        Argument.require(size > 0, "The number of lines (%d) must be at least 1.", size);
        this.seed = seed;
        this.size = size;
    }

    @Override
    public String name() {
        return "line-scenes-seed-%d".formatted(seed);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Sample sample(int index) {
        TextLine line = line(index);
        boolean swapped = Dice.of(~seed, index / 2).chance(0.5);
        int label = index % 2 == (swapped ? 1 : 0) ? UPRIGHT : TURNED;
        return new Sample(mounted(line, label == TURNED), new Truth.Label(label));
    }

    TextLine line(int index) {
        Argument.require(
                index >= 0 && index < size, "The index (%d) of a line must be at least 0 and below %d.", index, size);
        Dice dice = Dice.of(seed, index);
        return new TextLine(dice, (int) dice.octaves(LEAST_HEIGHT, GREATEST_HEIGHT));
    }

    /** The line at the left of a picture of the right aspect, turned in its place. */
    private static PackedImage mounted(TextLine line, boolean turned) {
        byte[] pixels = line.shoot();
        int width = TextLine.ASPECT * line.height();
        byte[] packed = new byte[3 * width * line.height()];
        Arrays.fill(packed, GRAY);
        for (int y = 0; y < line.height(); y++) {
            for (int x = 0; x < line.width(); x++) {
                int from = y * line.width() + x;
                int at = turned ? line.width() * line.height() - 1 - from : from;
                System.arraycopy(pixels, 3 * at, packed, 3 * (y * width + x), 3);
            }
        }
        return PackedImage.of(packed, width, line.height(), PixelFormat.RGB);
    }
}
