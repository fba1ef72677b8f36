/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The files below a folder, links followed: the folder is the user's own. */
final class FolderTree implements FileTree {
    private static final int MAX_DEPTH = 32;
    static final int MAX_FILES = 2_000_000;

    private final Path folder;
    private final List<Entry> files;

    private FolderTree(Path folder, List<Entry> files) {
        this.folder = folder;
        this.files = List.copyOf(files);
    }

    /** All files below {@code folder}. */
    static FolderTree of(Path folder) {
        return of(folder, MAX_DEPTH);
    }

    /** The files of {@code folder} itself. */
    static FolderTree shallow(Path folder) {
        return of(folder, 1);
    }

    private static FolderTree of(Path folder, int depth) {
        List<Entry> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new Collector(folder, found));
        } catch (IOException e) {
            throw StoreException.unreadable(folder, e);
        }
        found.sort(null);
        return new FolderTree(folder, found);
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final List<Entry> found;

        Collector(Path folder, List<Entry> found) {
            this.folder = folder;
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
            if (attributes.isRegularFile() && !EntryPath.isHidden(path)) {
                found.add(new Entry(path, attributes.size(), 0));
            }
            if (found.size() > MAX_FILES) {
                throw new StoreException("The folder (%s) has more than %d files. Maybe name one folder in it."
                        .formatted(folder, MAX_FILES));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public List<Entry> files() {
        return files;
    }

    @Override
    public byte[] read(Entry file, long from, int count) {
        return read(folder.resolve(file.path()), file.path(), from, count);
    }

    /** Some bytes of a file on disk. */
    static byte[] read(Path path, String what, long from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try (FileChannel channel = FileChannel.open(path)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new StoreException("The file (%s, %s) ends after %d of %d bytes. Maybe it was cut off."
                            .formatted(path, what, bytes.position(), count));
                }
            }
        } catch (IOException e) {
            throw StoreException.unreadable(path, e);
        }
        return bytes.array();
    }
}
