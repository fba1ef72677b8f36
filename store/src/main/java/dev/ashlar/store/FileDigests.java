/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of files, computed once for as long as a file does not change.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class FileDigests {
    /*
     * A file counts as unchanged while its size, its time of modification and its identity (device and inode) are. As
     * in git's index, a file that was modified within the grain of the clock before it was read is not remembered: it
     * could change again without showing it.
     */
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

    private static final int ATTEMPTS = 10;
    private static final int BUFFER = 1 << 18;

    private final ConcurrentMap<Path, Seen> seen = new ConcurrentHashMap<>();

    private record Stamp(long size, FileTime modified, @Nullable Object identity) {}

    private record Seen(Stamp stamp, Content content) {}

    /**
     * What a file holds.
     *
     * @param digest its SHA-256
     * @param bytes its size
     */
    record Content(Digest digest, long bytes) {}

    /** What a file holds, or null if there is none. */
    @Nullable
    Content find(Path file) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Content content = attempt(file);
                if (content != null) {
                    return content;
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw StoreException.unreadable(file, e);
        }
        throw new StoreException(
                "The file (%s) changes while it is read. Maybe something other than Ashlar writes it.".formatted(file));
    }

    /** Whether a file is there and holds this. */
    boolean holds(Path file, Digest digest) {
        Content content = find(file);
        return content != null && content.digest().equals(digest);
    }

    /** The content, or null if another file took the name meanwhile. */
    private @Nullable Content attempt(Path file) throws IOException {
        Instant begun = Instant.now();
        Stamp before = stamp(file);
        Seen last = seen.get(file);
        if (last != null && last.stamp().equals(before)) {
            return last.content();
        }
        Content content = new Content(compute(file), before.size());
        if (!stamp(file).equals(before)) {
            return null;
        }
        if (before.modified().toInstant().isBefore(begun.minus(CLOCK_GRAIN))) {
            seen.put(file, new Seen(before, content));
        }
        return content;
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("it is not a plain file");
        }
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /** The digest of what the file holds now. */
    static Digest compute(Path file) throws IOException {
        MessageDigest sha = Digest.newSha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        }
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }
}
