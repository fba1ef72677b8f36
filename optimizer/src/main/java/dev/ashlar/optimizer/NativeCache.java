/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of native libraries that are unpacked once and found again by later starts, also of other processes. */
final class NativeCache {
    /*
     * What lies in the folder is executed, so it must be what the jar holds, even if someone prepared the folder. The
     * SHA-256 of 71 MB takes 0.3-0.8 s in a fresh JVM, longer than unpacking them. Instead, the folder keeps a stamp of
     * what the file system says of each library: inode and time of last change, which neither a copied folder nor an
     * unpacked archive can foresee or set. Where the stamp fits, the files are those that were verified here, and
     * nobody wrote to them since. Where it does not (a copied folder, a file system without inodes), every byte is
     * compared with the jar. A folder that differs, or holds anything else, is replaced as a whole.
     *
     * A bundle is unpacked beside its place, forced to the disk and moved there in one step, so a crash leaves at most
     * a folder that a later start clears away. A lock keeps processes from doing so at the same time. A folder that
     * cannot be written, such as one baked into an image, is compared at every start.
     */
    private static final String STAMP = "verified.txt";
    private static final String LOCK = ".lock";
    private static final String UNFINISHED = ".unfinished-";
    private static final Duration ABANDONED = Duration.ofHours(6);

    private final Path root;

    NativeCache(Path root) {
        this.root = root;
    }

    /** The folder that holds exactly the libraries of {@code bundle}, unpacked if they are not there yet. */
    Path provide(NativeBundle bundle) throws IOException {
        Path place = root.resolve(bundle.key());
        if (isStamped(bundle, place)) {
            return place;
        }
        if (!Files.isWritable(root) && holds(bundle, place)) {
            return place;
        }
        Files.createDirectories(root);
        synchronized (NativeCache.class) {
            // Closing the channel gives the lock back.
            try (FileChannel channel =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (!holds(bundle, place)) {
                    unpack(bundle, place);
                }
                rememberVerified(bundle, place);
            }
        }
        return place;
    }

    private void rememberVerified(NativeBundle bundle, Path place) throws IOException {
        String stamp = stamp(bundle, place);
        if (stamp != null) {
            Path draft = Files.createTempFile(root, UNFINISHED, "");
            Files.writeString(draft, stamp);
            Files.move(draft, place.resolve(STAMP), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isStamped(NativeBundle bundle, Path place) throws IOException {
        Path file = place.resolve(STAMP);
        if (!Files.isRegularFile(file) || Files.size(file) > 1 << 20 || !hasExactly(bundle, place)) {
            return false;
        }
        String stamp = stamp(bundle, place);
        return stamp != null && Arrays.equals(stamp.getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
    }

    /** What the file system says of each library, one line each; null if it knows no inodes. */
    private static @Nullable String stamp(NativeBundle bundle, Path place) throws IOException {
        if (!place.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        StringBuilder stamp = new StringBuilder();
        for (NativeBundle.Library library : bundle.libraries()) {
            Map<String, Object> is =
                    Files.readAttributes(place.resolve(library.name()), "unix:ino,size,ctime,lastModifiedTime");
            stamp.append(library.name());
            for (String attribute : List.of("ino", "size", "ctime", "lastModifiedTime")) {
                stamp.append(' ').append(is.get(attribute));
            }
            stamp.append('\n');
        }
        return stamp.toString();
    }

    private static boolean holds(NativeBundle bundle, Path place) throws IOException {
        if (!Files.isDirectory(place) || !hasExactly(bundle, place)) {
            return false;
        }
        for (NativeBundle.Library library : bundle.libraries()) {
            Path file = place.resolve(library.name());
            if (Files.size(file) != library.size() || !sameContent(bundle, library, file)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the folder has these entries and no other: the linker looks at strangers and at certain folders, too. */
    private static boolean hasExactly(NativeBundle bundle, Path place) throws IOException {
        Set<String> expected =
                bundle.libraries().stream().map(NativeBundle.Library::name).collect(Collectors.toSet());
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.list(place)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        found.remove(STAMP);
        return found.equals(expected);
    }

    private static boolean sameContent(NativeBundle bundle, NativeBundle.Library library, Path file)
            throws IOException {
        byte[] mine = new byte[1 << 16];
        byte[] theirs = new byte[1 << 16];
        try (InputStream packed = bundle.open(library);
                InputStream unpacked = Files.newInputStream(file)) {
            while (true) {
                int count = packed.readNBytes(mine, 0, mine.length);
                if (count != unpacked.readNBytes(theirs, 0, theirs.length)
                        || !Arrays.equals(mine, 0, count, theirs, 0, count)) {
                    return false;
                }
                if (count < mine.length) {
                    return true;
                }
            }
        }
    }

    private void unpack(NativeBundle bundle, Path place) throws IOException {
        clearAbandoned();
        Path draft = Files.createTempDirectory(root, UNFINISHED);
        try {
            Path fresh = Files.createDirectory(draft.resolve("fresh"));
            for (NativeBundle.Library library : bundle.libraries()) {
                copy(bundle, library, fresh.resolve(library.name()));
            }
            if (Files.exists(place)) {
                Files.move(place, draft.resolve("replaced"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(draft);
        }
    }

    private static void copy(NativeBundle bundle, NativeBundle.Library library, Path target) throws IOException {
        try (InputStream packed = bundle.open(library);
                FileChannel channel =
                        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream file = Channels.newOutputStream(channel)) {
            packed.transferTo(file);
            channel.force(true);
        }
    }

    private void clearAbandoned() throws IOException {
        List<Path> candidates;
        try (Stream<Path> files = Files.list(root)) {
            candidates = files.filter(file -> file.getFileName().toString().startsWith(UNFINISHED))
                    .toList();
        }
        for (Path file : candidates) {
            if (Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(Instant.now().minus(ABANDONED))) {
                delete(file);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }
}
