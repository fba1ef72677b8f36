/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.AshlarException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real engine that counts what is open and fails at a chosen opening or joining. */
final class CountingEngine implements BlockEngine {
    private final BlockEngine engine;
    private final int failAtOpening;
    private final int failAtJoining;
    private int openings;
    private int joinings;
    private int open;
    private int linked;
    private int mostLinked;

    /** Fails at the given calls, counted from 1; 0 for never. */
    CountingEngine(BlockEngine engine, int failAtOpening, int failAtJoining) {
        this.engine = engine;
        this.failAtOpening = failAtOpening;
        this.failAtJoining = failAtJoining;
    }

    /** Blocks and chains that are open now. */
    int open() {
        return open;
    }

    int openings() {
        return openings;
    }

    @Override
    public String version() {
        return engine.version();
    }

    @Override
    public LoadedBlock open(BlockFile file) {
        if (++openings == failAtOpening) {
            throw new Broken("opening");
        }
        open++;
        return new Counted(engine.open(file));
    }

    @Override
    public @Nullable ProcessMemory memory() {
        return engine.memory();
    }

    @Override
    public @Nullable Long peakBytes(Runnable work) {
        return engine.peakBytes(work);
    }

    @Override
    public void trim() {
        engine.trim();
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        countJoining();
        mostLinked = Math.max(mostLinked, ++linked);
        return new CountedChain(engine.join(catalog, chain, inner(blocks)), true);
    }

    @Override
    public LoadedChain joinApart(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        countJoining();
        return new CountedChain(engine.joinApart(catalog, chain, inner(blocks)), false);
    }

    private void countJoining() {
        if (++joinings == failAtJoining) {
            throw new Broken("joining");
        }
        open++;
    }

    private static List<LoadedBlock> inner(List<LoadedBlock> blocks) {
        return blocks.stream().map(block -> ((Counted) block).block).toList();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Most chains that were open at once as they serve, with memory of their own. */
    int mostLinked() {
        return mostLinked;
    }

    /** What a test makes happen. */
    static final class Broken extends AshlarException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super("The " + what + " failed.", null);
        }
    }

    private final class Counted implements LoadedBlock {
        private final LoadedBlock block;

        Counted(LoadedBlock block) {
            this.block = block;
        }

        @Override
        public Digest digest() {
            return block.digest();
        }

        @Override
        public Footprint footprint() {
            return block.footprint();
        }

        @Override
        public void close() {
            open--;
            block.close();
        }
    }

    private final class CountedChain implements LoadedChain {
        private final LoadedChain chain;
        private final boolean serving;

        CountedChain(LoadedChain chain, boolean serving) {
            this.chain = chain;
            this.serving = serving;
        }

        @Override
        public BlockChain chain() {
            return chain.chain();
        }

        @Override
        public int segments() {
            return chain.segments();
        }

        @Override
        public Run begin(Tensor input, TensorSupply outputs) {
            return chain.begin(input, outputs);
        }

        @Override
        public void close() {
            open--;
            linked -= serving ? 1 : 0;
            chain.close();
        }
    }
}
