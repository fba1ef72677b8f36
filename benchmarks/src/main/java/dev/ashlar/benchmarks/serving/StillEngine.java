/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;

/** An engine whose networks have their answer from the start. */
final class StillEngine implements BlockEngine {
    private final BlockEngine real;

    /** @param real opens the blocks */
    StillEngine(BlockEngine real) {
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
        TensorSpec output = catalog.outputs().get(0);
        return new StillChain(chain, List.of(Tensor.allocate(output.type(), output.nominal())));
    }

    @Override
    public void close() {}

    private record StillChain(BlockChain chain, List<Tensor> outputs) implements LoadedChain, LoadedChain.Run {
        @Override
        public int segments() {
            return 1;
        }

        @Override
        public Run begin(Tensor input) {
            return this;
        }

        @Override
        public List<Tensor> run(Tensor input) {
            return outputs;
        }

        @Override
        public boolean advance() {
            return false;
        }

        @Override
        public void close() {}
    }
}
