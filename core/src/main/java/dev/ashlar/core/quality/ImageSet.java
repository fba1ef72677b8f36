/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.image.PackedImage;

/**
 * A sequence of images with whatever is known about them.
 *
 * <p><b>Threading</b>: for one thread at a time.
 *
 * <p><b>Failure</b>: reading an image throws the source's {@link dev.ashlar.core.AshlarException}, which names the
 * file.
 */
public interface ImageSet {

    /** A name for the record; equal names with equal digests hold equal images. */
    String name();

    /** How many images. */
    int size();

    /** The image at {@code index}, from 0; equal for equal indices. */
    Sample sample(int index);

    /** What to call the image at {@code index} in messages: its number, and the file that holds it if there is one. */
    default String describe(int index) {
        return "image %d of %s".formatted(index, name());
    }

    /**
     * An image and what is known about it.
     *
     * @param image the pixels
     * @param truth what a perfect network would answer, as far as known
     */
    record Sample(PackedImage image, Truth truth) {}
}
