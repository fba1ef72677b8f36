/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import java.util.List;

/** An engine that joins every network in one piece, whoever may have to wait for it. */
final class WholeEngine implements BlockEngine {
    private final BlockEngine real;

    /** @param real does the work, and stays the caller's */
    WholeEngine(BlockEngine real) {
        this.real = real;
    }

    @Override
    public String version() {
        return real.version();
    }

    @Override
    public LoadedBlock open(BlockFile file) {
        return real.open(file);
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        return real.join(catalog, chain, blocks, Pieces.ONE);
    }

    @Override
    public void close() {}
}
