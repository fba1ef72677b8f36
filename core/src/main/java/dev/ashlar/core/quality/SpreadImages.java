/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.unit.Argument;

/**
 * A few images of a set, spread evenly over it: sets are often sorted by class, and the first images of one would all
 * show the same.
 *
 * @param all the set
 * @param size how many of them
 */
public record SpreadImages(ImageSet all, int size) implements ImageSet {
    public SpreadImages {
        Argument.require(size >= 0 && size <= all.size(), "Of %d images %d cannot be taken.", all.size(), size);
    }

    /** At most {@code most} images of a set. */
    public static ImageSet of(ImageSet all, int most) {
        return all.size() <= most ? all : new SpreadImages(all, most);
    }

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public Sample sample(int index) {
        return all.sample(place(index));
    }

    @Override
    public String describe(int index) {
        return all.describe(place(index));
    }

    private int place(int index) {
        Argument.require(index >= 0 && index < size, "The image (%d) must be one of %d.", index, size);
        return (int) ((index + 0.5) * all.size() / size);
    }
}
