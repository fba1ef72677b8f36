/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.unit.Ticker;

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
        resample();
        chain.run(input);
    }

    /** A frame; how long of it the pieces of the chain took, in nanoseconds. */
    long frame(Ticker ticker) {
        resample();
        long inside = 0;
        try (LoadedChain.Run run = chain.begin(input)) {
            boolean more = true;
            while (more) {
                long start = ticker.nanos();
                more = run.advance();
                inside += ticker.nanos() - start;
            }
            run.outputs();
        }
        return inside;
    }

    private void resample() {
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
