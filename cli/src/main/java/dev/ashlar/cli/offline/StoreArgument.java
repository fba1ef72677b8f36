/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A store that is there, named first or by the option that all commands have. */
final class StoreArgument {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "STORE",
            description = "Folder that networks are kept in (default: as --store).")
    private @Nullable Path folder;

    @Mixin
    private StoreOption option = new StoreOption();

    FileStore openExisting() {
        Path chosen = folder == null ? option.folder() : folder;
        if (!Files.isDirectory(chosen)) {
            throw new StoreException(
                    "The store (%s) is not there. Maybe its name is misspelt, or `ashlar prepare` makes it first."
                            .formatted(chosen));
        }
        return FileStore.open(chosen);
    }
}
