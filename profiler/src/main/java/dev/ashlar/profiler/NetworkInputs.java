/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.nio.FloatBuffer;

/**
 * Images as a network reads them.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
public interface NetworkInputs {

    /** How many images. */
    int size();

    /**
     * Writes an image as the network's input.
     *
     * @param image from 0
     * @param into the input of a batch
     * @param at where the image begins
     * @return what is known about it
     */
    Truth read(int image, FloatBuffer into, int at);

    /** The images of a set for a network, read as they are asked for. */
    static NetworkInputs of(ImageSet images, BlockCatalog catalog) {
        return new NetworkInputs() {
            @Override
            public int size() {
                return images.size();
            }

            @Override
            public Truth read(int image, FloatBuffer into, int at) {
                ImageSet.Sample sample;
                synchronized (images) {
                    sample = images.sample(image);
                }
                int height = Math.toIntExact(catalog.input().nominal().dim(2));
                int width = Math.toIntExact(catalog.input().nominal().dim(3));
                new Resampler(catalog.preprocessing(), width, height).resample(sample.image(), into, at);
                return sample.truth();
            }
        };
    }
}
