/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where networks are kept. */
public final class StoreOption {
    @Option(
            names = {"-s", "--store"},
            paramLabel = "DIR",
            description = "Folder that networks are kept in (default: $ASHLAR_STORE, else ./ashlar-store).")
    private @Nullable Path folder;

    /** The store at that folder. */
    public FileStore open() {
        return FileStore.open(folder());
    }

    /** That folder. */
    public Path folder() {
        if (folder != null) {
            return folder;
        }
        String environment = System.getenv("ASHLAR_STORE");
        return Path.of(environment == null || environment.isEmpty() ? "ashlar-store" : environment);
    }
}
