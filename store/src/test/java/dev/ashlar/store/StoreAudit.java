/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks I8 from outside: a store opens, and every file that a manifest names has the content that it names. */
final class StoreAudit {
    private StoreAudit() {}

    /** The number of models seen. */
    static int audit(Path root, String occasion) throws IOException {
        FileStore store = FileStore.open(root);
        for (ModelId model : store.models()) {
            BlockCatalog catalog = store.load(model);
            requireWhole(store.original(model, catalog.source()), catalog.source(), occasion);
            for (Block block : catalog.blocks()) {
                for (Descendant descendant : block.descendants()) {
                    requireWhole(store.file(model, block.id(), descendant), descendant.digest(), occasion);
                }
            }
            store.find(model, Catalogs.DEVICE);
        }
        return store.models().size();
    }

    private static void requireWhole(BlockFile file, Digest digest, String occasion) throws IOException {
        assertThat(Digest.sha256(Files.readAllBytes(file.path())))
                .as("I8: %s after %s", file.path(), occasion)
                .isEqualTo(digest)
                .isEqualTo(file.digest());
    }
}
