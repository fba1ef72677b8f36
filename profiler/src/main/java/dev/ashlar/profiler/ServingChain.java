/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;

/** A chain that looks at the same image again and again, preprocessing included; for one thread at a time. */
final class ServingChain implements AutoCloseable {
    private final LoadedChain chain;
    private final PackedImage image;
    private final Tensor input;
    private final Resampler resampler;

    /** @param chain closed with this */
    ServingChain(BlockCatalog catalog, LoadedChain chain, PackedImage image) {
        this.chain = chain;
        this.image = image;
        this.input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        this.resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
    }

    void frame() {
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
        chain.run(input);
    }

    @Override
    public void close() {
        chain.close();
    }
}
