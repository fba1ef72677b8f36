/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link BlockCache} is linearizable: a block is open while it is leased (I2), and once. Each thread holds one lease at
 * a time. Under stress only, since
 * Caffeine below it keeps its own locks and buffers; with room for all or for nothing, so that what it evicts is known.
 */
@Param(name = "block", gen = IntGen.class, conf = "0:1")
public class BlockCacheLincheckTest {
    private final AtomicInteger[] open = {new AtomicInteger(), new AtomicInteger()};
    private final BlockCache cache = new BlockCache(1 << 20, Long.MAX_VALUE);
    private final BlockCache.@Nullable Lease[] held = new BlockCache.Lease[4];

    /** Whether the block had to be opened; -1 if the thread holds a lease already. */
    @Operation
    public int lease(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "block") int block) {
        if (held[thread] != null) {
            return -1;
        }
        BlockCache.Lease lease = cache.lease(new Digest("block-" + block), 100, () -> new Counted(block));
        held[thread] = lease;
        return lease.fetchedBytes() > 0 ? 1 : 0;
    }

    /** How often the block that the thread holds a lease on is open: once, or -1 without a lease. */
    @Operation
    public int look(@Param(gen = ThreadIdGen.class) int thread) {
        BlockCache.Lease lease = held[thread];
        return lease == null ? -1 : ((Counted) lease.block()).count().get();
    }

    @Operation
    public boolean release(@Param(gen = ThreadIdGen.class) int thread) {
        BlockCache.Lease lease = held[thread];
        if (lease == null) {
            return false;
        }
        held[thread] = null;
        lease.close();
        return true;
    }

    @Operation
    public void makeRoom() {
        cache.setRoom(1 << 20);
    }

    @Operation
    public void takeRoom() {
        cache.setRoom(0);
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(15)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(BlockCacheLincheckTest.class);
    }

    private final class Counted implements LoadedBlock {
        private final int block;

        Counted(int block) {
            this.block = block;
            open[block].incrementAndGet();
        }

        AtomicInteger count() {
            return open[block];
        }

        @Override
        public Digest digest() {
            return new Digest("block-" + block);
        }

        @Override
        public Footprint footprint() {
            return new Footprint(100, 0);
        }

        @Override
        public void close() {
            open[block].decrementAndGet();
        }
    }
}
