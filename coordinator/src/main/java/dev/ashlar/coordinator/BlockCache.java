/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open blocks by digest. A lease pins its block; what nobody leases stays warm as far as the memory budget has room, and
 * is closed beyond that.
 *
 * <p><b>Threading</b>: safe for use by many threads. Opening and closing blocks happens under the lock of the cache, so
 * that a digest is never open twice; call it off the frame path.
 *
 * <p><b>Failure</b>: what opening a block throws comes through, and the cache is as it was, but for warm blocks that
 * were closed to make room.
 */
final class BlockCache implements AutoCloseable {
    /*
     * An open block holds its mapped weights; what sessions repack is held by the chains that they belong to.
     *
     * Caffeine cannot know what is in use, and evicting a block under a running frame would break I2. So leased blocks
     * are not in it: the first lease takes a block out of the warm set, the last one puts it back. The bound of the warm
     * set is what the leased blocks leave of the memory budget. Weights are ints in Caffeine and therefore KiB here,
     * rounded up and at least 1, since an entry of weight 0 is never evicted.
     */
    private static final Logger LOG = LoggerFactory.getLogger(BlockCache.class);

    private final Map<Digest, Pinned> leased = new HashMap<>();
    private final Cache<Digest, LoadedBlock> warm;
    private final long mostWarm;
    private long room;
    private long leasedBytes;
    private boolean closed;
    private volatile Holding holding = new Holding(0, 0, 0);

    /**
     * What is open.
     *
     * @param leasedBytes footprint of leased blocks
     * @param warmBytes footprint of blocks that are open without need
     * @param blocks how many blocks both are
     */
    record Holding(long leasedBytes, long warmBytes, int blocks) {}

    /**
     * @param room bytes that leased and warm blocks together may occupy
     * @param mostWarm bytes that warm blocks may occupy at the most
     */
    BlockCache(long room, long mostWarm) {
        this.room = room;
        this.mostWarm = mostWarm;
        this.warm = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(kibibytes(Math.min(room, mostWarm)))
                .weigher((Digest digest, LoadedBlock block) ->
                        weight(block.footprint().mappedBytes()))
                .evictionListener(this::onEviction)
                .build();
    }

    /**
     * Pins the block with this content, opened by {@code opening} if it is neither leased nor warm.
     *
     * @param expected bytes that it is expected to occupy; as much is made free before it is opened
     */
    synchronized Lease lease(Digest digest, long expected, Supplier<LoadedBlock> opening) {
        if (closed) {
            throw new IllegalStateException("The block cache is closed and cannot lease %s.".formatted(digest));
        }
        Pinned pinned = leased.get(digest);
        long fetched = 0;
        if (pinned == null) {
            LoadedBlock block = warm.asMap().remove(digest);
            if (block == null) {
                block = open(expected, opening);
                fetched = block.footprint().mappedBytes();
            }
            pinned = new Pinned(digest, block, block.footprint().mappedBytes());
            leased.put(digest, pinned);
            leasedBytes += pinned.bytes;
            fitWarm();
        }
        pinned.leases++;
        return new Lease(pinned, fetched);
    }

    private LoadedBlock open(long expected, Supplier<LoadedBlock> opening) {
        fitWarm(expected);
        try {
            return opening.get();
        } catch (Throwable t) {
            fitWarm();
            throw t;
        }
    }

    /** Sets the bytes that leased and warm blocks together may occupy; warm blocks beyond it are closed. */
    synchronized void setRoom(long bytes) {
        room = bytes;
        fitWarm();
    }

    /** The contents that cost nothing to lease. */
    synchronized Set<Digest> resident() {
        Set<Digest> all = new HashSet<>(leased.keySet());
        all.addAll(warm.asMap().keySet());
        return all;
    }

    /** The contents that somebody leases; the caller's own to change. */
    synchronized Set<Digest> leased() {
        return new HashSet<>(leased.keySet());
    }

    /** What is open, as of the last change; never waits. */
    Holding holding() {
        return holding;
    }

    /** Closes what is warm now, and what is leased when its last lease ends (I2). */
    @Override
    public synchronized void close() {
        closed = true;
        for (Digest digest : Set.copyOf(warm.asMap().keySet())) {
            LoadedBlock block = warm.asMap().remove(digest);
            if (block != null) {
                closeBlock(block);
            }
        }
        observe();
    }

    private synchronized void release(Pinned pinned, boolean keep) {
        pinned.keep &= keep;
        pinned.leases--;
        if (pinned.leases > 0) {
            return;
        }
        leased.remove(pinned.digest);
        leasedBytes -= pinned.bytes;
        if (closed || !pinned.keep) {
            closeBlock(pinned.block);
            fitWarm();
        } else {
            fitWarm();
            warm.put(pinned.digest, pinned.block);
            warm.cleanUp();
            observe();
        }
    }

    private void fitWarm() {
        fitWarm(0);
    }

    private void fitWarm(long expected) {
        long left = Math.max(0, Math.min(mostWarm, Math.max(0, room - leasedBytes) - expected));
        warm.policy()
                .eviction()
                .orElseThrow(() -> new IllegalStateException("The warm set must be bounded."))
                .setMaximum(kibibytes(left));
        warm.cleanUp();
        observe();
    }

    private void observe() {
        long warmBytes = 0;
        for (LoadedBlock block : warm.asMap().values()) {
            warmBytes += block.footprint().mappedBytes();
        }
        holding =
                new Holding(leasedBytes, warmBytes, leased.size() + warm.asMap().size());
    }

    private void onEviction(@Nullable Digest digest, @Nullable LoadedBlock block, RemovalCause cause) {
        if (block != null) {
            closeBlock(block);
        }
    }

    private static void closeBlock(LoadedBlock block) {
        try {
            block.close();
        } catch (Throwable t) {
            // An engine is native code behind a port: not even its Errors may stop a plan that is in force.
            LOG.error("Block {} did not close; its memory may be lost.", block.digest(), t);
        }
    }

    /** What Caffeine is told of something that occupies so many bytes. */
    static int weight(long bytes) {
        long kibibytes = (bytes + 1023) / 1024;
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, kibibytes));
    }

    private static long kibibytes(long bytes) {
        return Math.max(0, bytes / 1024);
    }

    /** A block that is in use. Guarded by the cache. */
    private static final class Pinned {
        private final Digest digest;
        private final LoadedBlock block;
        private final long bytes;
        private int leases;
        private boolean keep = true;

        Pinned(Digest digest, LoadedBlock block, long bytes) {
            this.digest = digest;
            this.block = block;
            this.bytes = bytes;
        }
    }

    /** The right to use a block until it is closed. Belongs to one thread at a time. */
    final class Lease implements AutoCloseable {
        private final Pinned pinned;
        private final long fetchedBytes;
        private boolean over;

        private Lease(Pinned pinned, long fetchedBytes) {
            this.pinned = pinned;
            this.fetchedBytes = fetchedBytes;
        }

        LoadedBlock block() {
            return pinned.block;
        }

        /** Footprint of the block if it was opened for this lease, else 0. */
        long fetchedBytes() {
            return fetchedBytes;
        }

        /** Ends the lease; the block may stay warm. Later calls do nothing. */
        @Override
        public void close() {
            end(true);
        }

        /** Ends the lease after a failure: a block that was opened for it is not kept warm. */
        void discard() {
            end(fetchedBytes == 0);
        }

        private void end(boolean keep) {
            if (!over) {
                over = true;
                release(pinned, keep);
            }
        }
    }
}
