/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tensor was for each of many images, on disk: memory holds no more of it than is being read.
 *
 * <p><b>Threading</b>: safe for use by many threads; a row is read only after it was written.
 */
final class BorderFile implements AutoCloseable {
    /*
     * Rows are written to the file and read through a mapping of it. A full disk then fails the write, with a message;
     * written through a mapping it would kill the process. The file belongs to this process alone and goes with it,
     * however it ends.
     */
    private static final long MOST_MAPPED = 1L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(BorderFile.class);

    private final Path path;
    private final ElementType type;
    private final Shape shape;
    private final long rowBytes;
    private final int rowsPerPart;
    private final FileChannel channel;
    private final AtomicReferenceArray<@Nullable MappedByteBuffer> parts;
    private final int rows;

    private BorderFile(Path path, ElementType type, Shape shape, int rows, long mostMapped) throws IOException {
        this.path = path;
        this.type = type;
        this.shape = shape;
        this.rows = rows;
        this.rowBytes = Math.max(1, type.bytes(shape));
        this.rowsPerPart = (int) Math.max(1, Math.min(rows, mostMapped / rowBytes));
        this.parts = new AtomicReferenceArray<>((rows + rowsPerPart - 1) / rowsPerPart);
        this.channel = FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    /**
     * An empty file.
     *
     * @param folder where it is to lie; it must exist
     * @param shape of one row
     */
    static BorderFile in(Path folder, ElementType type, Shape shape, int rows) {
        return in(folder, type, shape, rows, MOST_MAPPED);
    }

    /** @param mostMapped bytes that are mapped in one piece, if a row is not more than that */
    static BorderFile in(Path folder, ElementType type, Shape shape, int rows, long mostMapped) {
        Path path = folder.resolve(UUID.randomUUID() + ".rows");
        try {
            return new BorderFile(path, type, shape, rows, mostMapped);
        } catch (IOException e) {
            throw refusal("make", path, e);
        }
    }

    private static BlocksException refusal(String verb, Path path, IOException cause) {
        return new BlocksException(
                "Cannot %s the file %s for activations: %s. Maybe the disk is full or cannot be written; give less with --cache-bytes or --samples, or another store."
                        .formatted(verb, path, reason(cause)),
                cause);
    }

    /** What the system said, without the path. */
    private static String reason(IOException cause) {
        String reason = cause instanceof FileSystemException fault ? fault.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }

    /** Writes one row. */
    void put(int row, Tensor tensor) {
        ByteBuffer data = tensor.data();
        long at = row * rowBytes;
        try {
            while (data.hasRemaining()) {
                at += channel.write(data, at);
            }
        } catch (IOException e) {
            throw refusal("write", path, e);
        }
    }

    /** One row, not copied; good until the file is closed. */
    Tensor get(int row) {
        int from = Math.toIntExact(row % rowsPerPart * rowBytes);
        ByteBuffer slice =
                part(row / rowsPerPart).slice(from, Math.toIntExact(rowBytes)).order(ByteOrder.nativeOrder());
        return Tensor.wrap(type, shape, slice);
    }

    private MappedByteBuffer part(int index) {
        MappedByteBuffer part = parts.get(index);
        if (part == null) {
            long from = (long) index * rowsPerPart;
            long bytes = Math.min(rowsPerPart, rows - from) * rowBytes;
            try {
                requireLength(from * rowBytes + bytes);
                part = channel.map(FileChannel.MapMode.READ_ONLY, from * rowBytes, bytes);
            } catch (IOException e) {
                throw refusal("read", path, e);
            }
            parts.set(index, part);
        }
        return part;
    }

    /** Rows at the end that nobody wrote are zeros; a mapping must not reach beyond the file. */
    private synchronized void requireLength(long bytes) throws IOException {
        if (channel.size() < bytes) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
    }

    @Override
    public void close() {
        giveBackSpace();
        try {
            channel.close();
        } catch (IOException e) {
            throw refusal("close", path, e);
        }
    }

    /** Mappings go when they are collected, and hold the space of the file until then; that of an empty one is nothing. */
    private void giveBackSpace() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            // A system that cannot shorten a mapped file, or a channel closed before: the space comes back with them.
            LOG.debug("The file {} keeps its space for now.", path, e);
        }
    }
}
