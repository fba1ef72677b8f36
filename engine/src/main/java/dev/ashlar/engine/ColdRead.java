/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times the reading of files of which nothing is in the page cache. */
final class ColdRead {
    /*
     * Java cannot tell the kernel to forget pages of a file (posix_fadvise). What it can do is write a file past the page
     * cache (O_DIRECT), so that nothing of it is there when it is read for the first time. Whether it worked is seen in
     * /proc/self/io, whose read_bytes counts what was fetched from the storage: in a file system that lives in memory, or
     * where the process may not look, nothing is told. A disk whose host has a cache of its own is as fast as that cache.
     */
    private static final int PIECE = 1 << 20;
    private static final int HEAP_PIECE = 64 << 10;
    private static final int MOST_BLOCK = 1 << 16;
    private static final Path IO = Path.of("/proc/self/io");
    private static final String READ = "read_bytes:";

    private ColdRead() {}

    /**
     * Nanoseconds to read copies of some files, or null where that cannot be told.
     *
     * @param work a folder on the disk where the files lie, for the copies; the caller deletes it
     */
    static @Nullable Long nanos(List<Path> files, Path work) {
        try {
            long size = 0;
            for (Path file : files) {
                copyPastTheCache(file, work.resolve(String.valueOf(file.getFileName())));
                size += Files.size(file);
            }
            long fetched = fetched();
            long start = System.nanoTime();
            for (Path file : files) {
                read(work.resolve(String.valueOf(file.getFileName())));
            }
            long nanos = System.nanoTime() - start;
            // The last page of a file is in the cache, where its length was cut to size.
            long least =
                    size - (long) files.size() * 2 * Files.getFileStore(work).getBlockSize();
            return fetched() - fetched >= Math.max(1, least) ? nanos : null;
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            return null;
        }
    }

    private static long fetched() throws IOException {
        for (String line : Files.readAllLines(IO, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(READ)) {
                return Long.parseLong(line.substring(READ.length()).strip());
            }
        }
        throw new IOException("%s does not tell what was read".formatted(IO));
    }

    private static void copyPastTheCache(Path from, Path to) throws IOException {
        int block =
                Math.toIntExact(Math.min(MOST_BLOCK, Files.getFileStore(from).getBlockSize()));
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE + block).alignedSlice(block);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)) {
            int count = PIECE;
            while (count == PIECE) {
                piece.clear().limit(PIECE);
                while (piece.hasRemaining() && in.read(piece) >= 0) {
                    // Until the piece is full or the file ends.
                }
                count = piece.position();
                piece.clear().limit((count + block - 1) / block * block);
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
            }
        }
        try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
            out.truncate(Files.size(from));
            out.force(true);
        }
    }

    /** Reads a file from the first byte to the last and keeps nothing of it. */
    static void read(Path file) throws IOException {
        // On the heap: a direct buffer for every switch of a block would wait for the garbage collector.
        byte[] piece = new byte[HEAP_PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            while (in.read(piece) >= 0) {
                // That it was read is all that is wanted.
            }
        }
    }
}
