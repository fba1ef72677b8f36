/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.quality.ImageSet;

/** Images that must not be looked at before everything that they judge is done; looking at one earlier fails. */
final class SealedImages implements ImageSet {
    private final ImageSet images;
    private boolean open;

    SealedImages(ImageSet images) {
        this.images = images;
    }

    /** From now on they may be looked at. */
    void open() {
        open = true;
    }

    @Override
    public String name() {
        return images.name();
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Sample sample(int index) {
        if (!open) {
            throw new IllegalStateException(
                    "A test image of %s was looked at before everything was predicted.".formatted(name()));
        }
        return images.sample(index);
    }
}
