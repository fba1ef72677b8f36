/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.block.Digest;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.StoreException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opens tar archives; of a compressed one the plain tar is kept in a cache. */
final class Archives {
    /*
     * A compressed archive can only be read from its beginning. It is expanded once, to one plain tar file whose name
     * is made of the archive's path, size and time, and images are then read out of that at random. Expanding to one
     * file is ten times faster than to one file per image, and no name in the archive ever becomes a path.
     */
    private static final long MAX_BYTES = 16L << 30;
    private static final int BUFFER = 1 << 18;

    private Archives() {}

    static boolean isArchive(Path file) {
        String name = nameOf(file);
        return name.endsWith(".tar") || isCompressed(name);
    }

    private static boolean isCompressed(String name) {
        return name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    static TarTree open(Path archive, @Nullable Path cacheFolder) {
        if (!isCompressed(nameOf(archive))) {
            return TarTree.of(archive.toString(), archive);
        }
        if (cacheFolder == null) {
            throw new IllegalArgumentException(
                    ("The compressed archive (%s) must have a folder to be expanded to. Maybe unpack it,"
                                    + " or name a cache folder.")
                            .formatted(archive));
        }
        Path tar = expanded(archive, cacheFolder.toAbsolutePath());
        return TarTree.of(archive + ", expanded to " + tar, tar);
    }

    private static Path expanded(Path archive, Path cacheFolder) {
        Path tar = cacheFolder.resolve(cachedName(archive));
        if (!Files.isRegularFile(tar)) {
            AtomicFiles files = new AtomicFiles();
            files.makeFolders(cacheFolder);
            files.write(tar, out -> expand(archive, out));
        }
        return tar;
    }

    private static String cachedName(Path archive) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(archive, BasicFileAttributes.class);
            String identity = archive.toRealPath() + "\n" + attributes.size() + "\n" + attributes.lastModifiedTime();
            Digest digest = Digest.sha256(identity.getBytes(StandardCharsets.UTF_8));
            return "data-" + digest.value().substring(0, 32) + ".tar";
        } catch (IOException e) {
            throw StoreException.unreadable(archive, e);
        }
    }

    private static void expand(Path archive, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        try (Expansion in = new Expansion(archive)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                if (total > MAX_BYTES) {
                    throw new StoreException("The archive (%s) expands to more than %d bytes. Maybe unpack it yourself."
                            .formatted(archive, MAX_BYTES));
                }
                out.write(buffer, 0, n);
            }
        }
    }

    /** The expanded bytes of an archive, whose faults are the archive's and not those of the file being written. */
    private static final class Expansion implements AutoCloseable {
        private final Path archive;
        private final InputStream file;
        private @Nullable InputStream in;

        Expansion(Path archive) {
            this.archive = archive;
            try {
                this.file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
            } catch (IOException e) {
                throw StoreException.unreadable(archive, e);
            }
        }

        int read(byte[] buffer) {
            try {
                if (in == null) {
                    in = new GZIPInputStream(file, BUFFER);
                }
                return in.read(buffer);
            } catch (IOException e) {
                throw damaged(e);
            }
        }

        private StoreException damaged(IOException cause) {
            return new StoreException(
                    "The archive (%s) cannot be expanded: %s. Maybe it was cut off; get it again."
                            .formatted(archive, cause.getMessage()),
                    cause);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
