/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Bytes;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks on ONNX Runtime. A block is optimised once per machine and kept in a cache folder, from where its weights are
 * mapped into memory: opening it again costs milliseconds, and all that open the same digest, in this process or
 * another, share one copy.
 *
 * <p>The cache folder may be deleted at any time: open blocks keep what they have mapped, later ones are prepared
 * again. It must be written by trusted processes of this machine alone; entries are verified against damage, not
 * against forgery.
 */
public final class OrtBlockEngine implements BlockEngine {
    /** No bound on the cache. */
    public static final Bytes UNBOUNDED = new Bytes(Long.MAX_VALUE);

    private final String version;
    private final BlockOpening opening;
    private final LinkJoin linking;
    private volatile boolean closed;

    private OrtBlockEngine(String version, BlockOpening opening) {
        this.version = version;
        this.opening = opening;
        this.linking = new LinkJoin(opening);
    }

    /**
     * An engine that computes each run on the calling thread alone.
     *
     * @param cacheFolder for prepared blocks; made when the first is prepared
     */
    public static OrtBlockEngine open(Path cacheFolder) {
        return open(cacheFolder, 1);
    }

    /**
     * An engine that computes each run on several threads.
     *
     * @param cacheFolder for prepared blocks; made when the first is prepared
     * @param intraOpThreads at least 1; the calling thread is one of them, the others are shared by all sessions
     *     if this is the first use of ONNX Runtime in the JVM, else each session has its own
     */
    public static OrtBlockEngine open(Path cacheFolder, int intraOpThreads) {
        return open(cacheFolder, intraOpThreads, UNBOUNDED);
    }

    /**
     * An engine whose cache is kept within a size.
     *
     * @param cacheFolder for prepared blocks; made when the first is prepared
     * @param intraOpThreads at least 1; the calling thread is one of them, the others are shared by all sessions
     *     if this is the first use of ONNX Runtime in the JVM, else each session has its own
     * @param cacheBytes of the prepared blocks of this engine and processor: where they take more, those go that were
     *     opened longest ago and are not open in any process
     */
    public static OrtBlockEngine open(Path cacheFolder, int intraOpThreads, Bytes cacheBytes) {
        OrtGraphRunner.requireThreads(intraOpThreads);
        OrtRuntime.pool(intraOpThreads);
        String engine = "onnxruntime-" + OrtRuntime.version();
        PreparedBlocks prepared = PreparedBlocks.in(cacheFolder, engine, DeviceProbe.current(), cacheBytes.count());
        return new OrtBlockEngine(engine, new BlockOpening(prepared, intraOpThreads));
    }

    /** Such as {@code onnxruntime-1.28.0}. */
    @Override
    public String version() {
        return version;
    }

    @Override
    public LoadedBlock open(BlockFile file) {
        requireOpen();
        return opening.open(file);
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        requireOpen();
        return linking.join(catalog, chain, blocks, Pieces.OF_MODERATE_COST);
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks, Pieces pieces) {
        requireOpen();
        return linking.join(catalog, chain, blocks, pieces);
    }

    /** {@inheritDoc} Takes a few times the weights in memory while it lasts. */
    @Override
    public @Nullable String mismatch(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, Tensor input) {
        requireOpen();
        return linking.mismatch(catalog, chain, blocks, input);
    }

    /** What linking has cost this engine so far. */
    public LinkTimes linkTimes() {
        return linking.times();
    }

    @Override
    public LoadedChain joinApart(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        requireOpen();
        return ChainJoin.join(catalog, chain, blocks);
    }

    /** {@inheritDoc} Told on Linux where the cache lies on a disk that can be written past the page cache. */
    @Override
    public @Nullable Long coldNanos(BlockFile file) {
        requireOpen();
        return opening.prepared().coldNanos(file.digest());
    }

    /** What this process occupies now, or null outside Linux. */
    @Override
    public @Nullable ProcessMemory memory() {
        return ProcessProbe.read();
    }

    @Override
    public @Nullable Long peakBytes(Runnable work) {
        return ProcessProbe.peakBytes(work);
    }

    /** Gives freed memory back where the virtual machine can have the C library do so, as OpenJDK on Linux can. */
    @Override
    public void trim() {
        ProcessProbe.trim();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "The engine is closed. Maybe it was closed while something still prepared a plan.");
        }
    }

    /** Ends the opening of blocks; those that are open stay so until they are closed themselves. */
    @Override
    public void close() {
        closed = true;
    }
}
