/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders among the prepared blocks that hold none: unfinished, damaged, or left by a process that was killed. */
final class Leftovers {
    static final String PREPARING = ".preparing-";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final String DAMAGED = ".damaged-";
    private static final Duration ABANDONED = Duration.ofDays(1);

    private Leftovers() {}

    /** Takes an entry away at once, whatever it is, then deletes it. */
    static void retire(Path entry) throws IOException {
        Path aside = entry.resolveSibling(DAMAGED + UUID.randomUUID());
        try {
            Files.move(entry, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug("Somebody else took {} away", entry);
            return;
        }
        delete(aside);
    }

    /** Deletes a folder with all that is in it, as far as that is possible. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            LOG.warn("The folder {} could not be deleted: {}", folder, e.toString());
        }
    }

    /** Deletes what processes that were killed long ago left behind. */
    static void sweep(Path root) {
        if (!Files.isDirectory(root)) {
            return;
        }
        Instant limit = Instant.now().minus(ABANDONED);
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.filter(Leftovers::isLeftover).toList()) {
                if (Files.getLastModifiedTime(child).toInstant().isBefore(limit)) {
                    delete(child);
                }
            }
        } catch (IOException e) {
            LOG.warn("The folder {} could not be swept: {}", root, e.toString());
        }
    }

    private static boolean isLeftover(Path child) {
        String name = String.valueOf(child.getFileName());
        return List.of(PREPARING, DAMAGED).stream().anyMatch(name::startsWith);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
