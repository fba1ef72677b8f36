/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import org.jspecify.annotations.Nullable;

/**
 * How the heads of compositions are polished.
 *
 * @param images that heads are fitted to, a fifth as many more are kept to judge them; 0 for as many as suit the size of
 *     the network's input
 * @param seed of everything random
 * @param distil how heads are trained after the closed form; null if they are not
 */
public record PolishOptions(int images, long seed, @Nullable DistilOptions distil) {
    /** The last layers in closed form. */
    public static final PolishOptions DEFAULT = new PolishOptions(0, 1, null);

    /* The closed form has few numbers to find; training has a whole block, and sees every image several times. */
    private static final int TO_FIT = 2000;
    private static final int MOST_TO_TRAIN = 5000;
    private static final long PIXELS_TO_TRAIN = 30_000_000;

    public PolishOptions {
        Argument.require(
                images == 0 || (images >= 4 && images <= 1_000_000),
                "The number of images to polish with (%d) must lie between 4 and 1e6, or be 0 for as many as suit.",
                images);
    }

    public PolishOptions withImages(int count) {
        return new PolishOptions(count, seed, distil);
    }

    public PolishOptions withSeed(long other) {
        return new PolishOptions(images, other, distil);
    }

    /** The same, and heads are trained. */
    public PolishOptions withTraining(@Nullable DistilOptions options) {
        return new PolishOptions(images, seed, options);
    }

    /**
     * How many images are used, those that judge included.
     *
     * @param input shape of the network's input, (N, C, H, W)
     */
    int imagesFor(Shape input) {
        int fitted = images;
        if (fitted == 0) {
            long pixels = Math.max(1, input.dim(2) * input.dim(3));
            long suiting = Math.min(MOST_TO_TRAIN, PIXELS_TO_TRAIN / pixels);
            fitted = distil == null ? TO_FIT : (int) Math.max(TO_FIT, suiting);
        }
        return fitted + fitted / SampleSplit.FIT_PER_CHECK;
    }

    /** Everything that decides what a head becomes, given its composition and the images. */
    String recipe(int count, String data, String inputs) {
        return "polish/2 images=%d seed=%d data=%s inputs=%s%s"
                .formatted(count, seed, data, inputs, distil == null ? "" : " " + distil.recipe());
    }
}
