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
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;

/** An engine that opens blocks as another does, and joins them otherwise. */
final class OtherJoins implements BlockEngine {
    private final BlockEngine real;
    private final Joining joining;

    /** How blocks are joined. */
    private interface Joining {
        LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks);
    }

    private OtherJoins(BlockEngine real, Joining joining) {
        this.real = real;
        this.joining = joining;
    }

    /**
     * One that joins every network in one piece, whoever may have to wait for it.
     *
     * @param real does the work, and stays the caller's
     */
    static BlockEngine inOnePiece(BlockEngine real) {
        return new OtherJoins(real, (catalog, chain, blocks) -> real.join(catalog, chain, blocks, Pieces.ONE));
    }

    /**
     * One whose networks have their answer from the start.
     *
     * @param real opens the blocks, and stays the caller's
     */
    static BlockEngine still(BlockEngine real) {
        return new OtherJoins(real, (catalog, chain, blocks) -> {
            TensorSpec output = catalog.outputs().get(0);
            return new StillChain(chain, List.of(Tensor.allocate(output.type(), output.nominal())));
        });
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
        return joining.join(catalog, chain, blocks);
    }

    @Override
    public void close() {}

    private record StillChain(BlockChain chain, List<Tensor> outputs) implements LoadedChain, LoadedChain.Run {
        @Override
        public int segments() {
            return 1;
        }

        @Override
        public Run begin(Tensor input, TensorSupply supply) {
            return this;
        }

        @Override
        public boolean advance() {
            return false;
        }

        @Override
        public void close() {}
    }
}
