/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.ModelId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers see whole states while a writer replaces everything. */
final class ConcurrentStoreTest {
    private static final ModelId MODEL = StoreWriter.MODELS.get(0);
    private static final int READERS = 3;
    private static final int ROUNDS = 25;

    private final Path root;

    ConcurrentStoreTest(@TempDir Path folder) {
        this.root = folder.resolve("store");
    }

    @Test
    void readersOfTheSameStoreSeeWholeStates() throws ExecutionException, InterruptedException {
        FileStore store = FileStore.open(root);
        readWhileWriting(store, store);
    }

    @Test
    void readersOfAnotherStoreOnTheSameFolderSeeWholeStates() throws ExecutionException, InterruptedException {
        readWhileWriting(FileStore.open(root), FileStore.open(root));
    }

    private static void readWhileWriting(FileStore writer, FileStore reader)
            throws ExecutionException, InterruptedException {
        Random random = new Random(5);
        StoreWriter.write(writer, MODEL, random, () -> {});
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                reads.add(threads.submit(() -> readUntil(reader, over)));
            }
            for (int round = 0; round < ROUNDS; round++) {
                StoreWriter.write(writer, MODEL, random, () -> {});
            }
            over.set(true);
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    /** Loads and verifies; only a manifest that was replaced meanwhile excuses a file that is no more. */
    private static int readUntil(FileStore store, AtomicBoolean over) {
        int reads = 0;
        do {
            BlockCatalog catalog = store.load(MODEL);
            try {
                store.original(MODEL, catalog.source());
                for (Descendant descendant : catalog.blocks().get(0).descendants()) {
                    store.file(MODEL, Catalogs.BLOCK, descendant);
                }
            } catch (StoreException e) {
                assertThat(store.load(MODEL)).as(e.getMessage()).isNotEqualTo(catalog);
            }
            store.find(MODEL, Catalogs.DEVICE);
            reads++;
        } while (!over.get());
        return reads;
    }
}
