/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.Pieces;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Joined chains. Streams and successive plans that choose the same chain share it; one that no plan uses stays warm as
 * far as the memory budget has room.
 *
 * <p><b>Threading</b>: belongs to the switch thread, but for {@link #holding}.
 *
 * <p><b>Failure</b>: a chain that cannot be opened, joined or run once leaves nothing open behind, and what went wrong
 * comes through as a {@link ChainFailure}.
 */
final class ChainPool implements AutoCloseable {
    /*
     * A linked chain is a session with copies of its own of what the kernels repack, which takes some 15 ms to open where
     * blocks are of 8 bits; an open block that no chain uses is little more than a name. So chains are what is worth
     * keeping. A warm one holds the leases on its blocks and is weighed with all of them, shared or not: too much rather
     * than too little. What chains in use and warm ones leave of the budget is the room of the BlockCache below.
     */
    private static final int MOST_REMEMBERED = 10_000;

    private final ChainOpening opening;
    private final BlockCache cache;
    private final long mostWarm;
    private final Map<ChainKey, Pooled> used = new HashMap<>();
    private final Set<Pooled> doubted = new HashSet<>();
    private final Map<ChainKey, AtomicBoolean> unchecked = new HashMap<>();
    private final Cache<ChainKey, Pooled> warm;
    private long budget;
    private long fixed;
    private long warmCut = Long.MAX_VALUE;
    private long peak;
    private volatile Holding holding = new Holding(0, 0, 0, 0);

    /**
     * @param budget bytes that all blocks and chains may occupy
     * @param mostWarm bytes that those may occupy that no plan needs
     */
    ChainPool(CatalogStore catalogs, BlockEngine engine, BlockCache cache, long budget, long mostWarm) {
        this.opening = new ChainOpening(catalogs, engine, cache);
        this.cache = cache;
        this.budget = budget;
        this.mostWarm = mostWarm;
        this.warm = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(0)
                .weigher((ChainKey key, Pooled pooled) -> BlockCache.weight(pooled.bytes()))
                .evictionListener(this::onEviction)
                .build();
    }

    /**
     * What is held open.
     *
     * @param usedBytes by chains in use
     * @param warmBytes by everything else
     * @param peakBytes most that both ever were
     * @param chains how many chains are open
     */
    record Holding(long usedBytes, long warmBytes, long peakBytes, int chains) {}

    /** A chain with the leases on its blocks. */
    final class Pooled {
        private final ChainKey key;
        private final ChainOpening.Opened opened;
        private long fetchedBytes;
        private int users;

        private Pooled(ChainKey key, ChainOpening.Opened opened) {
            this.key = key;
            this.opened = opened;
            this.fetchedBytes = ownBytes()
                    + opened.leases().stream()
                            .mapToLong(BlockCache.Lease::fetchedBytes)
                            .sum();
        }

        LoadedNetwork network() {
            return opened.network();
        }

        /** Bytes that were opened for this chain, the first time it is asked; then 0. */
        long takeFetchedBytes() {
            long fetched = fetchedBytes;
            fetchedBytes = 0;
            return fetched;
        }

        /** Asked for each time: chains that share sessions count them in proportion. */
        private long ownBytes() {
            return network().chain().privateBytes();
        }

        private long bytes() {
            return ownBytes()
                    + network().blocks().stream()
                            .mapToLong(block -> block.footprint().mappedBytes())
                            .sum();
        }

        void release() {
            users--;
            if (users > 0) {
                return;
            }
            if (doubted.remove(this)) {
                opened.close();
            } else {
                used.remove(key);
                warm.put(key, this);
            }
            fit(0);
        }
    }

    /** The chain in such pieces, opened, joined and run once if it is not there. */
    Pooled acquire(BlockCatalog catalog, BlockChain chain, Pieces pieces) {
        ChainKey key = ChainKey.of(catalog, chain, pieces);
        Pooled pooled = used.get(key);
        if (pooled == null) {
            pooled = warm.asMap().remove(key);
            if (pooled == null) {
                pooled = make(key, pieces);
            }
            used.put(key, pooled);
            fit(0);
        }
        pooled.users++;
        return pooled;
    }

    /** Sees to it that a chain is joined anew before it is used again; those who use it now go on with what they have. */
    void distrust(BlockCatalog catalog, BlockChain chain) {
        unchecked.forEach((key, still) -> {
            if (key.isOf(catalog, chain)) {
                still.set(false);
            }
        });
        used.entrySet().removeIf(entry -> entry.getKey().isOf(catalog, chain) && doubted.add(entry.getValue()));
        for (ChainKey key : List.copyOf(warm.asMap().keySet())) {
            Pooled idle = key.isOf(catalog, chain) ? warm.asMap().remove(key) : null;
            if (idle != null) {
                idle.opened.close();
            }
        }
        fit(0);
    }

    /**
     * Sets what all may occupy; what is warm beyond it is closed.
     *
     * @param bytes of the budget
     * @param fixedBytes what the networks in use are planned to need beyond their blocks
     */
    void setBudget(long bytes, long fixedBytes) {
        budget = bytes;
        fixed = fixedBytes;
        warmCut = Long.MAX_VALUE;
        fit(0);
    }

    /** Closes what is warm until so many bytes are free that were not, and keeps it so until the budget is set again. */
    void cutWarm(long bytes) {
        warmCut = Math.max(0, holding.warmBytes() - bytes);
        fit(0);
    }

    /** What is held open, as of the last change; never waits. */
    Holding holding() {
        return holding;
    }

    /** Closes what is warm; nothing may be in use any more. */
    @Override
    public void close() {
        budget = 0;
        fit(0);
        cache.close();
    }

    private Pooled make(ChainKey key, Pieces pieces) {
        fit(expectedBytes(key));
        try {
            return new Pooled(key, opening.open(key, pieces, unchecked(key)));
        } catch (Throwable t) {
            fit(0);
            throw t;
        }
    }

    /** Whether chains of this key are still to be checked: once, however often they are joined. */
    private AtomicBoolean unchecked(ChainKey key) {
        if (unchecked.size() >= MOST_REMEMBERED) {
            unchecked.clear();
        }
        return unchecked.computeIfAbsent(key, fresh -> new AtomicBoolean(true));
    }

    private long expectedBytes(ChainKey key) {
        Set<Digest> open = cache.leased();
        long bytes = 0;
        for (Descendant descendant : key.descendants()) {
            bytes += open.add(descendant.digest()) ? descendant.fileBytes() : 0;
        }
        return bytes;
    }

    /** Closes what is warm beyond what there is room for when so many more bytes are opened. */
    private void fit(long expected) {
        Set<Digest> counted = new HashSet<>();
        long blocks = 0;
        long own = 0;
        for (Pooled pooled : used.values()) {
            own += pooled.ownBytes();
            blocks += bytesOf(pooled, counted);
        }
        for (Pooled pooled : doubted) {
            own += pooled.ownBytes();
            blocks += bytesOf(pooled, counted);
        }
        long beside = Math.max(fixed, own);
        long most = Math.min(mostWarm, warmCut);
        long left = Math.max(0, Math.min(most, budget - blocks - beside - expected));
        warm.policy()
                .eviction()
                .orElseThrow(() -> new IllegalStateException("The warm set must be bounded."))
                .setMaximum(left / 1024);
        warm.cleanUp();
        long warmOwn = 0;
        long warmBytes = 0;
        for (Pooled pooled : warm.asMap().values()) {
            warmOwn += pooled.ownBytes();
            warmBytes += pooled.bytes();
        }
        long leased = cache.holding().leasedBytes();
        long room = Math.max(0, budget - beside - warmOwn);
        cache.setRoom(most - warmBytes > room ? room : Math.min(room, leased + Math.max(0, most - warmBytes)));
        observe(blocks + own, own + warmOwn);
    }

    private static long bytesOf(Pooled pooled, Set<Digest> counted) {
        long bytes = 0;
        for (LoadedBlock block : pooled.network().blocks()) {
            bytes += counted.add(block.digest()) ? block.footprint().mappedBytes() : 0;
        }
        return bytes;
    }

    private void observe(long usedBytes, long ownBytes) {
        BlockCache.Holding blocks = cache.holding();
        long all = blocks.leasedBytes() + blocks.warmBytes() + ownBytes;
        peak = Math.max(peak, all);
        int chains = used.size() + doubted.size() + warm.asMap().size();
        holding = new Holding(usedBytes, Math.max(0, all - usedBytes), peak, chains);
    }

    private void onEviction(@Nullable ChainKey key, @Nullable Pooled pooled, RemovalCause cause) {
        if (pooled != null) {
            pooled.opened.close();
        }
    }
}
