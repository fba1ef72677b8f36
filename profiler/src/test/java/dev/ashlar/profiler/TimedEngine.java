/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.testing.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * An engine whose blocks compute nothing and take just the time that a test says, by a clock turned by hand; apart all
 * takes a number of times as long.
 */
final class TimedEngine implements BlockEngine {
    private final ManualTicker ticker;
    private final ToLongFunction<Digest> nanos;
    private final Duration answering;
    private final int apart;

    TimedEngine(ManualTicker ticker, ToLongFunction<Digest> nanos, Duration answering, int apart) {
        this.ticker = ticker;
        this.nanos = nanos;
        this.answering = answering;
        this.apart = apart;
    }

    @Override
    public String version() {
        return "timed";
    }

    @Override
    public LoadedBlock open(BlockFile file) {
        ticker.advance(Duration.ofNanos(7));
        return new Block(file.digest());
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        return new Chain(chain, blocks, 1);
    }

    @Override
    public LoadedChain joinApart(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        return new Chain(chain, blocks, apart);
    }

    @Override
    public void close() {}

    private record Block(Digest digest) implements LoadedBlock {
        @Override
        public Footprint footprint() {
            return new Footprint(0, 0);
        }

        @Override
        public void close() {}
    }

    private final class Chain implements LoadedChain {
        private final BlockChain chain;
        private final List<LoadedBlock> blocks;
        private final int times;

        Chain(BlockChain chain, List<LoadedBlock> blocks, int times) {
            this.chain = chain;
            this.blocks = blocks;
            this.times = times;
        }

        @Override
        public BlockChain chain() {
            return chain;
        }

        @Override
        public int segments() {
            return blocks.size();
        }

        @Override
        public Run begin(Tensor input, TensorSupply outputs) {
            return new Pass(blocks, times);
        }

        @Override
        public void close() {}
    }

    private final class Pass implements LoadedChain.Run {
        private final List<LoadedBlock> blocks;
        private final int times;
        private int next;

        Pass(List<LoadedBlock> blocks, int times) {
            this.blocks = blocks;
            this.times = times;
        }

        @Override
        public boolean advance() {
            ticker.advance(
                    Duration.ofNanos(times * nanos.applyAsLong(blocks.get(next).digest())));
            return ++next < blocks.size();
        }

        @Override
        public List<Tensor> outputs() {
            ticker.advance(answering.multipliedBy(times));
            return List.of();
        }

        @Override
        public void close() {}
    }
}
