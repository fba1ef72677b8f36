/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.block.Digest;

/**
 * A block that is ready to be joined to others. Many chains may use one at the same time; closing it while one does is
 * a mistake (I2).
 */
public interface LoadedBlock extends AutoCloseable {

    /** What it holds. */
    Digest digest();

    /** What it occupies while open, apart from the activations of a run. */
    Footprint footprint();

    /** Reads what it maps into memory if it is not there yet. Takes as long as the disk does; off the frame path. */
    default void prefetch() {}

    @Override
    void close();

    /**
     * Memory of an open block.
     *
     * @param mappedBytes file pages, shared by everything that maps the same digest
     * @param privateBytes heap of the engine, such as repacked weights
     */
    record Footprint(long mappedBytes, long privateBytes) {
        public long bytes() {
            return mappedBytes + privateBytes;
        }
    }
}
