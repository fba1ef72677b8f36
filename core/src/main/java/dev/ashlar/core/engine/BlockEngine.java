/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks ready and joins them to whole networks.
 *
 * <p><b>Threading</b>: safe for use by many threads. {@link #open} and {@link #join} may take milliseconds and are
 * called off the frame path.
 *
 * <p><b>Failure</b>: methods throw the engine's {@link dev.ashlar.core.AshlarException}; whatever was open before stays
 * as it was.
 */
public interface BlockEngine extends AutoCloseable {

    /** Name and version, part of the provenance of everything measured with it. */
    String version();

    /** Makes a block ready to be joined: prepared for this machine if it is not yet, mapped and checked. */
    LoadedBlock open(BlockFile file);

    /**
     * Joins open blocks to a network that runs as fast as it can. The blocks stay the caller's and must outlive the
     * chain.
     *
     * @param catalog the network
     * @param chain which descendants
     * @param blocks those descendants, opened, in block order
     */
    LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks);

    /**
     * Joins open blocks to a network in pieces of a size that the caller chooses; otherwise as
     * {@link #join(BlockCatalog, BlockChain, List)}, which is the same for engines that have but one way.
     */
    default LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks, Pieces pieces) {
        return join(catalog, chain, blocks);
    }

    /**
     * Joins open blocks to a network in which each is a segment of its own, to look at each; otherwise as
     * {@link #join}, which is the same for engines that have but one way.
     */
    default LoadedChain joinApart(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        return join(catalog, chain, blocks);
    }

    /**
     * Compares what a chain answers to a frame with what the engine makes of the same composition as one network. Takes
     * as long as loading that network; for a thread of low priority. After a mismatch the same blocks are joined without
     * what speeds them up.
     *
     * @param blocks of the chain, open, in block order
     * @param input a frame
     * @return what differs, in words; null if nothing does or it cannot be compared
     */
    default @Nullable String mismatch(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, Tensor input) {
        return null;
    }

    /**
     * How long it takes to read what is mapped of a block from the disk where nothing of it is in the page cache, which is
     * what opening it then takes longer; null where that cannot be told. Writes a copy of it that is deleted again.
     *
     * @param file of a block that is open
     */
    default @Nullable Long coldNanos(BlockFile file) {
        return null;
    }

    /** What this process occupies now, or null where the system does not tell. Takes some milliseconds. */
    default @Nullable ProcessMemory memory() {
        return null;
    }

    /**
     * By how many bytes the memory that this process occupies rose at most while {@code work} ran on the calling thread,
     * that of other threads included; null where the system does not tell. Work that ran once before tells what it needs
     * each time.
     */
    default @Nullable Long peakBytes(Runnable work) {
        work.run();
        return null;
    }

    /**
     * Gives memory that was freed and is kept for later use back to the system, as far as it can be. Takes milliseconds
     * to tens of them; worth it after much was closed.
     */
    default void trim() {}

    @Override
    void close();
}
