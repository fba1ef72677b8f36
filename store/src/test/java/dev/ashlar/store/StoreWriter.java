/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A program that changes its mind about two networks until it is killed; it prints a line after every step. */
final class StoreWriter {
    static final List<ModelId> MODELS = List.of(new ModelId("left"), new ModelId("right"));

    private static final int CONTENTS = 6;
    private static final int MAX_BYTES = 60_000;

    private StoreWriter() {}

    /** Arguments: the store's folder, the seed, and how many rounds to write. */
    public static void main(String[] arguments) {
        FileStore store = FileStore.open(Path.of(arguments[0]));
        Random random = new Random(Long.parseLong(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        for (int round = 0; round < rounds; round++) {
            write(store, MODELS.get(random.nextInt(2)), random, () -> System.out.println("."));
        }
    }

    /** One round: new content for every file of a network, then its manifest, then its profile. */
    static void write(FileStore store, ModelId model, Random random, Runnable afterEachStep) {
        BlockFile source = store.putOriginal(model, content(random));
        afterEachStep.run();
        BlockFile original = store.put(model, Catalogs.BLOCK, DescendantId.ORIGINAL, content(random));
        afterEachStep.run();
        BlockFile half = store.put(model, Catalogs.BLOCK, Catalogs.HALF, content(random));
        afterEachStep.run();
        BlockCatalog catalog = Catalogs.labelled(
                Catalogs.of(model, source.digest(), original, half), "no two are equal: " + random.nextLong());
        store.save(catalog);
        afterEachStep.run();
        store.save(Catalogs.profile(catalog, 1 + random.nextInt(1000)));
        afterEachStep.run();
    }

    /** One of a few contents, so that some are stored already. */
    private static byte[] content(Random random) {
        Random fixed = new Random(random.nextInt(CONTENTS));
        byte[] content = new byte[fixed.nextInt(MAX_BYTES)];
        fixed.nextBytes(content);
        return content;
    }
}
