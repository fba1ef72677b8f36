/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joined chains, each as long as a plan uses it: streams and successive plans that choose the same chain share it.
 *
 * <p><b>Threading</b>: belongs to the switch thread.
 *
 * <p><b>Failure</b>: a chain that cannot be opened, joined or run once leaves nothing open behind, and what went wrong
 * comes through.
 */
final class ChainPool {
    private static final Logger LOG = LoggerFactory.getLogger(ChainPool.class);

    private final CatalogStore catalogs;
    private final BlockEngine engine;
    private final BlockCache cache;
    private final Map<Key, Pooled> pool = new HashMap<>();

    ChainPool(CatalogStore catalogs, BlockEngine engine, BlockCache cache) {
        this.catalogs = catalogs;
        this.engine = engine;
        this.cache = cache;
    }

    /** The manifest is part of the key, since a network may be prepared anew under the names of old descendants. */
    private record Key(BlockCatalog catalog, BlockChain chain) {}

    /** A chain with the leases on its blocks. */
    final class Pooled {
        private final Key key;
        private final LoadedNetwork network;
        private final List<BlockCache.Lease> leases;
        private int users;

        private Pooled(Key key, LoadedChain chain, List<BlockCache.Lease> leases) {
            this.key = key;
            this.network = new LoadedNetwork(key.catalog(), chain);
            this.leases = leases;
        }

        LoadedNetwork network() {
            return network;
        }

        /** Bytes that were opened for this chain. */
        long fetchedBytes() {
            return leases.stream().mapToLong(BlockCache.Lease::fetchedBytes).sum();
        }

        /** Whether only one plan's stream uses it, so that it was made for that one. */
        boolean isNew() {
            return users == 1;
        }

        void release() {
            users--;
            if (users == 0) {
                pool.remove(key);
                closeChain(network.chain());
                leases.forEach(BlockCache.Lease::close);
            }
        }
    }

    /** The chain, opened, joined and run once if no plan uses it yet. */
    Pooled acquire(BlockCatalog catalog, BlockChain chain) {
        Key key = new Key(catalog, chain);
        Pooled pooled = pool.get(key);
        if (pooled == null) {
            pooled = make(key);
            pool.put(key, pooled);
        }
        pooled.users++;
        return pooled;
    }

    /** How many chains are joined. */
    int size() {
        return pool.size();
    }

    private Pooled make(Key key) {
        List<BlockCache.Lease> leases = new ArrayList<>();
        try {
            List<LoadedBlock> blocks = new ArrayList<>();
            for (int i = 0; i < key.chain().choices().size(); i++) {
                BlockCache.Lease lease = lease(key, i);
                leases.add(lease);
                blocks.add(lease.block());
            }
            LoadedChain chain = engine.join(key.catalog(), key.chain(), blocks);
            warmUp(key.catalog(), chain);
            return new Pooled(key, chain, List.copyOf(leases));
        } catch (Throwable t) {
            leases.forEach(BlockCache.Lease::discard);
            throw t;
        }
    }

    private BlockCache.Lease lease(Key key, int place) {
        Block block = key.catalog().blocks().get(place);
        Descendant descendant = block.descendant(key.chain().choices().get(place));
        return cache.lease(
                descendant.digest(),
                descendant.fileBytes(),
                () -> engine.open(catalogs.file(key.catalog().model(), block.id(), descendant)));
    }

    private static void warmUp(BlockCatalog catalog, LoadedChain chain) {
        TensorSpec input = catalog.input();
        try {
            chain.run(Tensor.allocate(input.type(), input.nominal()));
        } catch (Throwable t) {
            closeChain(chain);
            throw t;
        }
    }

    private static void closeChain(LoadedChain chain) {
        try {
            chain.close();
        } catch (Throwable t) {
            // An engine is native code behind a port: not even its Errors may stop a plan that is in force.
            LOG.error("Chain {} did not close; its memory may be lost.", chain.chain(), t);
        }
    }
}
