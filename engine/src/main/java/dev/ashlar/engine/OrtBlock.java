/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;

/** A prepared block in a session of its own. */
final class OrtBlock implements LoadedBlock {
    private final Digest digest;
    private final Footprint footprint;
    private final OpenSession session;

    OrtBlock(Digest digest, Footprint footprint, OpenSession session) {
        this.digest = digest;
        this.footprint = footprint;
        this.session = session;
    }

    @Override
    public Digest digest() {
        return digest;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The mapped bytes are the weights that stay in the mapped file. The private bytes are an estimate, see
     * {@link WeightSplit}.
     */
    @Override
    public Footprint footprint() {
        return footprint;
    }

    OpenSession session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
    }
}
