/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import dev.ashlar.store.data.FileTree.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the plain files of a tar archive. */
final class TarIndex {
    /*
     * Blocks of 512 bytes: a header, then the content, padded. Understood are ustar, the extended headers of pax (path
     * and size), and GNU's long names and binary sizes [1]. Links, devices and folders hold no images and are passed
     * over; sparse files are refused, for their content does not lie in one piece. Of two files of one path the last
     * counts, as when unpacking. A block of zeros, or the end of the file between two members, ends the archive.
     *
     * [1] POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".
     */
    private static final int BLOCK = 512;
    private static final int MAX_EXTENSION = 1 << 16;

    private final String location;
    private final FileChannel channel;
    private final long end;
    private final TreeMap<String, Entry> found = new TreeMap<>();
    private long at;
    private @Nullable String nextPath;
    private long nextSize = -1;

    private TarIndex(String location, FileChannel channel) throws IOException {
        this.location = location;
        this.channel = channel;
        this.end = channel.size();
    }

    /** The plain files of an archive, sorted by path. */
    static List<Entry> read(String location, Path tar) {
        try (FileChannel channel = FileChannel.open(tar)) {
            TarIndex index = new TarIndex(location, channel);
            while (index.advance()) {
                if (index.found.size() > FolderTree.MAX_FILES) {
                    throw index.fault("it has more than " + FolderTree.MAX_FILES + " files");
                }
            }
            return List.copyOf(index.found.values());
        } catch (IOException e) {
            throw StoreException.unreadable(tar, e);
        }
    }

    private StoreException fault(String what) {
        return new StoreException(
                "The archive (%s) is not a whole tar file: at byte %d %s. Maybe it was cut off; get it again."
                        .formatted(location, at, what));
    }

    /** Reads a header and passes over its content; false at the end. */
    private boolean advance() throws IOException {
        if (at == end) {
            return false;
        }
        TarHeader header = new TarHeader(bytes(at, BLOCK));
        if (header.isEnd()) {
            return false;
        }
        if (!header.isIntact()) {
            throw fault("the checksum of a header is wrong");
        }
        long size = header.isPlainFile() && nextSize >= 0 ? nextSize : header.contentSize();
        long begin = at + BLOCK;
        if (size < 0 || size > end - begin) {
            throw fault("a member of %d bytes does not fit".formatted(size));
        }
        take(header, begin, size);
        // The last member need not be padded.
        at = Math.min(end, begin + (size + BLOCK - 1) / BLOCK * BLOCK);
        return true;
    }

    private void take(TarHeader header, long begin, long size) throws IOException {
        switch (header.type()) {
            case 'L' -> nextPath = TarHeader.text(extension(begin, size), 0, (int) size);
            case 'x' -> takePax(extension(begin, size));
            case 'g', 'K' -> {}
            case 'S' -> throw fault("a sparse file begins, which is not supported");
            default -> {
                if (header.isPlainFile()) {
                    add(nextPath != null ? nextPath : header.path(), size, begin);
                }
                nextPath = null;
                nextSize = -1;
            }
        }
    }

    private void add(String path, long size, long begin) {
        try {
            String normal = EntryPath.normal(path);
            if (!normal.isEmpty() && !EntryPath.isHidden(normal)) {
                found.put(normal, new Entry(normal, size, begin));
            }
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    /** Records such as {@code 20 path=some/file\n}, whose length counts itself. */
    private void takePax(byte[] bytes) {
        int from = 0;
        while (from < bytes.length && bytes[from] != 0) {
            int space = from;
            while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9') {
                space++;
            }
            long length = space == from || space - from > 9
                    ? 0
                    : Long.parseLong(new String(bytes, from, space - from, StandardCharsets.US_ASCII));
            if (length <= space - from || from + length > bytes.length) {
                throw fault("an extended header is damaged");
            }
            String record = new String(bytes, space, (int) (from + length - space), StandardCharsets.UTF_8);
            takeRecord(record.strip());
            from += (int) length;
        }
    }

    private void takeRecord(String record) {
        if (record.startsWith("path=")) {
            nextPath = record.substring("path=".length());
        } else if (record.startsWith("size=")) {
            String digits = record.substring("size=".length());
            if (!digits.matches("[0-9]{1,18}")) {
                throw fault("an extended header has no legal size");
            }
            nextSize = Long.parseLong(digits);
        } else if (record.startsWith("GNU.sparse.")) {
            throw fault("a sparse file begins, which is not supported");
        }
    }

    private byte[] extension(long begin, long size) throws IOException {
        if (size > MAX_EXTENSION) {
            throw fault("an extended header of %d bytes begins".formatted(size));
        }
        return bytes(begin, (int) size);
    }

    private byte[] bytes(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw fault("it ends in the middle of a header");
            }
        }
        return bytes.array();
    }
}
