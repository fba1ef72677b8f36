/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OrtException;
import dev.ashlar.core.block.BlockFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/** Opens prepared blocks. */
final class BlockOpening {
    static final int ATTEMPTS = 3;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PreparedBlocks prepared;
    private final int intraOpThreads;

    BlockOpening(PreparedBlocks prepared, int intraOpThreads) {
        this.prepared = prepared;
        this.intraOpThreads = intraOpThreads;
    }

    PreparedBlocks prepared() {
        return prepared;
    }

    int intraOpThreads() {
        return intraOpThreads;
    }

    /** Processor time of the calling thread; 0 where the virtual machine does not measure it. */
    static long cpuNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    /** A block, prepared first where need be. */
    OrtBlock open(BlockFile file) {
        // In between another process might make room.
        for (int attempt = 1; ; attempt++) {
            PreparedEntry entry = prepared.entry(file);
            EntryUse use = prepared.use(file.digest());
            if (attempt == ATTEMPTS || !prepared.weightsStamp(file.digest()).isEmpty()) {
                return new OrtBlock(file, entry.footprint(), this, use);
            }
            use.close();
        }
    }

    /** A session of a block alone. */
    OpenSession session(BlockFile file) {
        Path graph = prepared.folder(file.digest()).resolve(PreparedEntry.GRAPH);
        String thing = "block file " + file.path();
        for (int attempt = 1; ; attempt++) {
            prepared.entry(file);
            try {
                return OpenSession.prepared(thing, graph, intraOpThreads);
            } catch (OrtException e) {
                // The entry may have been deleted, or written over, since it was found.
                prepared.doubt(file.digest());
                if (attempt == ATTEMPTS) {
                    throw EngineException.refused(
                            "to open the prepared form (%s) of the %s".formatted(graph, thing),
                            e,
                            "Maybe delete the cache folder; it is made again.");
                }
            }
        }
    }
}
