/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the blocks of a chain, joins them and runs them once.
 *
 * <p><b>Failure</b>: what cannot be opened, joined or run leaves nothing open behind, and what went wrong comes through
 * as a {@link ChainFailure}.
 */
final class ChainOpening {
    private static final Logger LOG = LoggerFactory.getLogger(ChainOpening.class);

    private final CatalogStore catalogs;
    private final BlockEngine engine;
    private final BlockCache cache;
    private final FirstRun firstRun = new FirstRun();

    ChainOpening(CatalogStore catalogs, BlockEngine engine, BlockCache cache) {
        this.catalogs = catalogs;
        this.engine = engine;
        this.cache = cache;
    }

    /** A chain with the leases on its blocks. */
    record Opened(LoadedNetwork network, List<BlockCache.Lease> leases) {
        Opened {
            leases = List.copyOf(leases);
        }

        void close() {
            ChainOpening.close(network.chain());
            leases.forEach(BlockCache.Lease::close);
        }
    }

    /** Makes a chain ready; {@code unchecked} tells whether its answers are still to be checked on a frame. */
    Opened open(ChainKey key, Pieces pieces, AtomicBoolean unchecked) {
        List<BlockCache.Lease> leases = new ArrayList<>();
        try {
            List<LoadedBlock> blocks = new ArrayList<>();
            for (int i = 0; i < key.chain().choices().size(); i++) {
                BlockCache.Lease lease = lease(key, i);
                leases.add(lease);
                blocks.add(lease.block());
            }
            LoadedChain chain = join(key, pieces, blocks);
            return new Opened(new LoadedNetwork(key.catalog(), chain, blocks, unchecked), leases);
        } catch (Throwable t) {
            leases.forEach(BlockCache.Lease::discard);
            throw t;
        }
    }

    private LoadedChain join(ChainKey key, Pieces pieces, List<LoadedBlock> blocks) {
        LoadedChain chain;
        try {
            blocks.forEach(LoadedBlock::prefetch);
            chain = engine.join(key.catalog(), key.chain(), blocks, pieces);
        } catch (Throwable t) {
            throw new ChainFailure(AlertCode.JOIN_FAILED, t);
        }
        try {
            firstRun.of(key.catalog(), chain);
            return chain;
        } catch (Throwable t) {
            close(chain);
            throw t;
        }
    }

    private BlockCache.Lease lease(ChainKey key, int place) {
        Block block = key.catalog().blocks().get(place);
        Descendant descendant = key.descendant(place);
        try {
            return cache.lease(
                    descendant.digest(),
                    descendant.fileBytes(),
                    () -> engine.open(catalogs.file(key.catalog().model(), block.id(), descendant)));
        } catch (Throwable t) {
            throw new ChainFailure(AlertCode.OPEN_FAILED, t);
        }
    }

    private static void close(LoadedChain chain) {
        try {
            chain.close();
        } catch (Throwable t) {
            // An engine is native code behind a port: not even its Errors may stop a plan that is in force.
            LOG.error("Chain {} did not close; its memory may be lost.", chain.chain(), t);
        }
    }
}
