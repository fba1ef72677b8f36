/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A chain ready to run, and what is known of its network.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class LoadedNetwork {
    private final BlockCatalog catalog;
    private final LoadedChain chain;
    private final List<LoadedBlock> blocks;
    private final AtomicBoolean unchecked;

    /**
     * @param catalog the manifest that the chain was joined by
     * @param chain the chain
     * @param blocks what it was joined from
     * @param unchecked whether its answers are still to be checked on a real frame; shared by all that are joined alike
     */
    LoadedNetwork(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, AtomicBoolean unchecked) {
        this.catalog = catalog;
        this.chain = chain;
        this.blocks = List.copyOf(blocks);
        this.unchecked = unchecked;
    }

    BlockCatalog catalog() {
        return catalog;
    }

    LoadedChain chain() {
        return chain;
    }

    List<LoadedBlock> blocks() {
        return blocks;
    }

    /** Whether it is still to be checked. */
    boolean isUnchecked() {
        return unchecked.getPlain();
    }

    /** Whether the caller is the one who is to check it; true once. */
    boolean claimCheck() {
        return unchecked.compareAndSet(true, false);
    }
}
