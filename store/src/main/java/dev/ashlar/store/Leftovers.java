/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Temporary files: their names, and the removal of those whose writers are dead. */
final class Leftovers {
    /*
     * A writer that is killed leaves its temporary file behind. The next writer in that folder removes it, if nobody
     * wrote to it for an hour and nobody holds its lock: a writer locks the file for as long as it fills it, and the
     * system frees the lock when the process dies. The hour alone would do for a writer that never pauses, the lock
     * alone would not for one that has just made its file or is about to rename it.
     */
    private static final Duration AGE = Duration.ofHours(1);

    private static final Pattern NAME = Pattern.compile("\\..+\\.[0-9a-f]{16}\\.tmp");

    private Leftovers() {}

    /** A name beside {@code target} that no other writer uses. */
    static Path freshName(Path target) {
        String chance = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return target.resolveSibling("." + target.getFileName() + "." + chance + ".tmp");
    }

    /** Keeps other writers from taking the file for a leftover until the channel is closed or the process dies. */
    static void markAsInUse(FileChannel channel) throws IOException {
        if (channel.tryLock() == null) {
            throw new IOException("another process holds the new temporary file");
        }
    }

    /** Removes what dead writers left in {@code folder}. */
    static void clear(Path folder, Disk disk) {
        Instant newest = Instant.now().minus(AGE);
        for (Path file : StoreLayout.entries(folder)) {
            try {
                if (NAME.matcher(file.getFileName().toString()).matches() && isAbandoned(file, newest)) {
                    disk.delete(file);
                }
            } catch (IOException e) {
                // It is gone by now, or costs space and nothing else; the next writer tries again.
            }
        }
    }

    private static boolean isAbandoned(Path file, Instant newest) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()
                || attributes.lastModifiedTime().toInstant().isAfter(newest)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
