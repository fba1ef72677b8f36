/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import org.jspecify.annotations.Nullable;

/** A prepared block; it gets a session of its own once something runs it alone. */
final class OrtBlock implements LoadedBlock {
    private final BlockFile file;
    private final Footprint footprint;
    private final BlockOpening opening;

    // Guarded by the monitor of this object.
    private @Nullable OpenSession session;
    private boolean closed;

    OrtBlock(BlockFile file, Footprint footprint, BlockOpening opening) {
        this.file = file;
        this.footprint = footprint;
        this.opening = opening;
    }

    @Override
    public Digest digest() {
        return file.digest();
    }

    BlockFile file() {
        return file;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The mapped bytes are the weights that stay in the mapped file. The private bytes are an estimate, see
     * {@link Footprints}.
     */
    @Override
    public Footprint footprint() {
        return footprint;
    }

    /** Its session, opened at the first call. */
    synchronized OpenSession session() {
        requireOpen();
        OpenSession open = session;
        if (open == null) {
            open = opening.session(file);
            session = open;
        }
        return open;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "The block file %s is closed. Maybe it was closed while something still used it (I2)."
                            .formatted(file.path()));
        }
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.close();
        }
        closed = true;
    }
}
