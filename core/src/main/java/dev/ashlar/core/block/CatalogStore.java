/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import java.util.List;

/**
 * Keeps networks, their blocks and their descendants.
 *
 * <p><b>Threading</b>: safe for use by many threads and processes; writes of one model must come from one process at a
 * time.
 *
 * <p><b>Failure</b>: methods throw the store's {@link dev.ashlar.core.AshlarException} when a file is missing, damaged
 * or cannot be written. A file is either whole or not there (I8).
 */
public interface CatalogStore {

    /** The networks kept here, in the order of their names. */
    List<ModelId> models();

    /** The manifest of a network. */
    BlockCatalog load(ModelId model);

    /** Writes the manifest of a network in the place of the last one, atomically. */
    void save(BlockCatalog catalog);

    /** Writes the ONNX file that a network was imported as. */
    BlockFile putOriginal(ModelId model, byte[] onnx);

    /** The ONNX file that a network was imported as; its content is checked against {@code digest}. */
    BlockFile original(ModelId model, Digest digest);

    /** Writes the portable file of a descendant, atomically, before the manifest names it. */
    BlockFile put(ModelId model, BlockId block, DescendantId descendant, byte[] onnx);

    /** The portable file of a descendant; its content is checked against the manifest's digest. */
    BlockFile file(ModelId model, BlockId block, Descendant descendant);
}
