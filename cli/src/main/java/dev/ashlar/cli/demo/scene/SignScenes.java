/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.unit.Argument;

/**
 * Rendered streets with signs, for text detectors: RGB pictures whose truth is the upright box of each line of text.
 * Each scene depends on the seed, its index and the size of the pictures alone.
 */
public final class SignScenes implements ImageSet {
    private final long seed;
    private final int size;
    private final int width;
    private final int height;

    /**
     * @param seed of all chance
     * @param size how many scenes
     * @param width of the pictures in pixels
     * @param height of the pictures in pixels
     */
    public SignScenes(long seed, int size, int width, int height) {
        Argument.require(size > 0, "The number of scenes (%d) must be at least 1.", size);
        Argument.require(
                width >= 64 && height >= 64 && width <= 4096 && height <= 4096,
                "The size of a scene (%d x %d) must lie between 64 and 4096 on each side.",
                width,
                height);
        this.seed = seed;
        this.size = size;
        this.width = width;
        this.height = height;
    }

    @Override
    public String name() {
        return "sign-scenes-%dx%d-seed-%d".formatted(width, height, seed);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Sample sample(int index) {
        Scene scene = scene(index);
        return new Sample(scene.shoot(), new Truth.Boxes(scene.boxes()));
    }

    Scene scene(int index) {
        Argument.require(
                index >= 0 && index < size, "The index (%d) of a scene must be at least 0 and below %d.", index, size);
        return new Scene(Dice.of(seed, index), width, height);
    }
}
