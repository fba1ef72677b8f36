/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What stands in a folder: the digest of every file, by its path; folders end with '/'. */
final class FolderContent {
    private FolderContent() {}

    static SortedMap<String, String> of(Path folder) {
        SortedMap<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (Files.isRegularFile(path)) {
                    content.put(name, Digest.sha256(Files.readAllBytes(path)).value());
                } else {
                    content.put(name + "/", "");
                }
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
