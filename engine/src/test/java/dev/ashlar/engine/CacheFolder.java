/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A look into a folder of prepared blocks. */
final class CacheFolder {
    private CacheFolder() {}

    /** The one folder below {@code cache}: that of this engine and processor. */
    static Path machine(Path cache) throws IOException {
        try (Stream<Path> machines = Files.list(cache)) {
            return machines.findFirst().orElseThrow();
        }
    }

    /** The names of all that lies in that folder. */
    static List<String> entries(Path cache) throws IOException {
        try (Stream<Path> entries = Files.list(machine(cache))) {
            return entries.map(Path::getFileName).map(String::valueOf).sorted().toList();
        }
    }
}
