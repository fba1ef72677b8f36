/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared block; it gets a session of its own once something runs it alone. */
final class OrtBlock implements LoadedBlock {
    private final BlockFile file;
    private final Footprint footprint;
    private final BlockOpening opening;
    private final EntryUse use;

    // Guarded by the monitor of this object.
    private @Nullable OpenSession session;
    private @Nullable LinkPart linked;
    private @Nullable LinkPart alone;
    private List<Object> stamp = List.of();
    private boolean closed;

    OrtBlock(BlockFile file, Footprint footprint, BlockOpening opening, EntryUse use) {
        this.file = file;
        this.footprint = footprint;
        this.opening = opening;
        this.use = use;
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

    /**
     * Its prepared graph, read at the first call and when its weights have changed since.
     *
     * @param plain whether in the form in which it runs alone, not in the one for linking
     */
    synchronized LinkPart part(boolean plain) throws IOException {
        requireOpen();
        List<Object> now = opening.prepared().weightsStamp(file.digest());
        if (now.isEmpty() || !now.equals(stamp)) {
            opening.prepared().entry(file);
            stamp = opening.prepared().weightsStamp(file.digest());
            linked = null;
            alone = null;
        }
        LinkPart part = plain ? alone : linked;
        if (part == null) {
            part = new LinkPart(
                    opening.prepared().graph(file.digest(), plain), file.digest() + "/" + PreparedEntry.WEIGHTS);
            if (plain) {
                alone = part;
            } else {
                linked = part;
            }
        }
        return part;
    }

    /** Reads its prepared graph anew the next time. */
    synchronized void forget() {
        stamp = List.of();
    }

    /** {@inheritDoc} Weights of the blocks that are mapped by nobody yet are read from the disk. */
    @Override
    public void prefetch() {
        requireOpen();
        opening.prepared().prefetch(file.digest());
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
        linked = null;
        alone = null;
        use.close();
        closed = true;
    }
}
