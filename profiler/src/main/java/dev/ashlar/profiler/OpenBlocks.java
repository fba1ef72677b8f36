/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What chains of a network are made of, open at the same time. */
final class OpenBlocks implements AutoCloseable {
    private final BlockCatalog catalog;
    private final BlockEngine engine;
    private final Map<Digest, LoadedBlock> open = new HashMap<>();
    private final Map<Digest, Long> openNanos = new HashMap<>();

    private OpenBlocks(BlockCatalog catalog, BlockEngine engine) {
        this.catalog = catalog;
        this.engine = engine;
    }

    /** Opens every descendant of some chains twice, so that the second time tells what a warm page cache costs. */
    static OpenBlocks of(
            BlockCatalog catalog, List<BlockChain> chains, CatalogStore store, BlockEngine engine, Ticker ticker) {
        OpenBlocks blocks = new OpenBlocks(catalog, engine);
        try {
            for (BlockChain chain : chains) {
                for (int i = 0; i < catalog.blocks().size(); i++) {
                    Block block = catalog.blocks().get(i);
                    Descendant descendant = block.descendant(chain.choices().get(i));
                    if (!blocks.open.containsKey(descendant.digest())) {
                        blocks.open(store, block, descendant, ticker);
                    }
                }
            }
        } catch (RuntimeException e) {
            blocks.close();
            throw e;
        }
        return blocks;
    }

    private void open(CatalogStore store, Block block, Descendant descendant, Ticker ticker) {
        var file = store.file(catalog.model(), block.id(), descendant);
        engine.open(file).close();
        long start = ticker.nanos();
        LoadedBlock loaded = engine.open(file);
        openNanos.put(descendant.digest(), Math.max(0, ticker.nanos() - start));
        open.put(descendant.digest(), loaded);
    }

    /** The chain as it serves. */
    LoadedChain join(BlockChain chain) {
        return engine.join(catalog, chain, chosen(chain));
    }

    /** The chain with a segment for each block. */
    LoadedChain joinApart(BlockChain chain) {
        return engine.joinApart(catalog, chain, chosen(chain));
    }

    private List<LoadedBlock> chosen(BlockChain chain) {
        List<LoadedBlock> chosen = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            chosen.add(block(catalog.blocks().get(i).descendant(chain.choices().get(i))));
        }
        return chosen;
    }

    LoadedBlock block(Descendant descendant) {
        LoadedBlock block = open.get(descendant.digest());
        if (block == null) {
            throw new IllegalStateException("Impossible state: %s is not open.".formatted(descendant.id()));
        }
        return block;
    }

    long openNanos(Descendant descendant) {
        return openNanos.getOrDefault(descendant.digest(), 0L);
    }

    @Override
    public void close() {
        open.values().forEach(LoadedBlock::close);
        open.clear();
    }
}
