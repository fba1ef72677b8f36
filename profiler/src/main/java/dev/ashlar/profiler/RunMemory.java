/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;

/** What a run of a network takes for tensors between blocks and inside them, and gives back at its end. */
final class RunMemory {
    private static final int RUNS = 3;

    private RunMemory() {}

    /**
     * The memory of a run of the originals: by how much the process grows in it, the least of a few, since other threads
     * can only add to it; at least what lies between blocks. Descendants are taken to need no more.
     */
    static long bytes(BlockCatalog catalog, OpenBlocks blocks, BlockEngine engine) {
        long least = Long.MAX_VALUE;
        try (LoadedChain chain = blocks.join(catalog.originalChain())) {
            Tensor input =
                    Tensor.allocate(catalog.input().type(), catalog.input().nominal());
            TensorPool outputs = new TensorPool();
            Runnable run = () -> chain.run(input, outputs).forEach(Tensor::release);
            run.run();
            for (int i = 0; i < RUNS; i++) {
                Long peak = engine.peakBytes(run);
                least = Math.min(least, peak == null ? 0 : peak);
            }
        }
        return Math.max(catalog.runBytes(), least);
    }
}
