/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A store that remembers which blocks were worked on.
 *
 * @param store does the work
 * @param saved every manifest that was saved, in order
 * @param put the block of every descendant that was written
 */
record WatchedStore(CatalogStore store, List<BlockCatalog> saved, List<BlockId> put) implements CatalogStore {

    static WatchedStore of(CatalogStore store) {
        return new WatchedStore(
                store,
                Collections.synchronizedList(new ArrayList<>()),
                Collections.synchronizedList(new ArrayList<>()));
    }

    @Override
    public List<ModelId> models() {
        return store.models();
    }

    @Override
    public BlockCatalog load(ModelId model) {
        return store.load(model);
    }

    @Override
    public void save(BlockCatalog catalog) {
        saved.add(catalog);
        store.save(catalog);
    }

    @Override
    public BlockFile putOriginal(ModelId model, byte[] onnx) {
        return store.putOriginal(model, onnx);
    }

    @Override
    public BlockFile original(ModelId model, Digest digest) {
        return store.original(model, digest);
    }

    @Override
    public BlockFile put(ModelId model, BlockId block, DescendantId descendant, byte[] onnx) {
        put.add(block);
        return store.put(model, block, descendant, onnx);
    }

    @Override
    public BlockFile file(ModelId model, BlockId block, Descendant descendant) {
        return store.file(model, block, descendant);
    }
}
