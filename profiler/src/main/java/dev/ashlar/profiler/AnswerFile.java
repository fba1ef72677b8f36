/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What an original answers to the images of its profile, in a file of equal records.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: whatever is wrong with the file, an {@link IOException} says so.
 */
final class AnswerFile implements AutoCloseable {
    /*
     * A header of one line, padded, and then for each image, in little-endian order: quality of the original, checksum of
     * the input that it answered, its outputs as floats, and a checksum of the record (CRC-32C, salted with its number, so
     * that records do not pass for each other). The file is written under another name and renamed when it is whole.
     */
    private static final int HEADER = 128;
    private static final int BESIDE_FLOATS = Double.BYTES + 2 * Integer.BYTES;

    private final Path path;
    private final FileChannel file;
    private final int images;
    private final int floats;

    private AnswerFile(Path path, FileChannel file, int images, int floats) {
        this.path = path;
        this.file = file;
        this.images = images;
        this.floats = floats;
    }

    /**
     * What is known of one image.
     *
     * @param quality of the original's answer
     * @param inputSum see {@link #sum}
     */
    record Entry(double quality, int inputSum) {}

    /** How large a file is. */
    static long bytes(int images, long floats) {
        return HEADER + images * (BESIDE_FLOATS + floats * Float.BYTES);
    }

    /** A new file, to be filled. */
    static AnswerFile create(Path path, Digest key, int images, int floats) throws IOException {
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        AnswerFile made = new AnswerFile(path, file, images, floats);
        try {
            made.put(header(key, images, floats), 0);
        } catch (IOException e) {
            made.close();
            throw e;
        }
        return made;
    }

    /** A file that is there, all of which was found to be as it was written. */
    static AnswerFile open(Path path, Digest key, int images, int floats) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        AnswerFile opened = new AnswerFile(path, file, images, floats);
        try {
            opened.requireWhole(key);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void requireWhole(Digest key) throws IOException {
        if (file.size() != bytes(images, floats)) {
            throw new IOException("%s has %d bytes instead of %d".formatted(path, file.size(), bytes(images, floats)));
        }
        if (!get(HEADER, 0).equals(header(key, images, floats))) {
            throw new IOException(path + " has another header than it should have");
        }
        for (int image = 0; image < images; image++) {
            record(image);
        }
    }

    private static ByteBuffer header(Digest key, int images, int floats) {
        byte[] text =
                "ashlar-answers 1 %s %d %d\n".formatted(key, images, floats).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER).put(0, text);
    }

    /** Tells inputs of a network apart. */
    static int sum(FloatBuffer input) {
        ByteBuffer bytes = ByteBuffer.allocate(input.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(input.duplicate());
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private int recordBytes() {
        return BESIDE_FLOATS + floats * Float.BYTES;
    }

    private long place(int image) {
        return HEADER + (long) image * recordBytes();
    }

    /** Writes what is known of an image and what the original answers to it. */
    void write(int image, Entry entry, List<Tensor> answer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(entry.quality()).putInt(entry.inputSum());
        FloatBuffer numbers = bytes.asFloatBuffer().limit(floats);
        answer.forEach(tensor -> numbers.put(tensor.floats()));
        if (numbers.hasRemaining()) {
            throw new IOException("an answer of %d numbers has %d".formatted(floats, numbers.position()));
        }
        bytes.putInt(bytes.capacity() - Integer.BYTES, checksum(image, bytes));
        put(bytes.rewind(), place(image));
    }

    /** Reads what is known of an image, and what the original answers to it into these tensors. */
    Entry read(int image, List<Tensor> answer) throws IOException {
        ByteBuffer bytes = record(image);
        Entry entry = new Entry(bytes.getDouble(), bytes.getInt());
        FloatBuffer numbers = bytes.asFloatBuffer();
        for (Tensor tensor : answer) {
            FloatBuffer into = tensor.floats();
            int count = into.remaining();
            into.put(0, numbers, numbers.position(), count);
            numbers.position(numbers.position() + count);
        }
        return entry;
    }

    private ByteBuffer record(int image) throws IOException {
        ByteBuffer bytes = get(recordBytes(), place(image)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(bytes.capacity() - Integer.BYTES) != checksum(image, bytes)) {
            throw new IOException("the answer to image %d in %s is damaged".formatted(image, path));
        }
        return bytes;
    }

    private static int checksum(int image, ByteBuffer record) {
        CRC32C sum = new CRC32C();
        sum.update(image);
        sum.update(image >>> 8);
        sum.update(image >>> 16);
        sum.update(record.duplicate().clear().limit(record.capacity() - Integer.BYTES));
        return (int) sum.getValue();
    }

    private ByteBuffer get(int count, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("%s has %d bytes and should have more".formatted(path, file.size()));
            }
        }
        return bytes.rewind();
    }

    private void put(ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    /** The mean quality of the original. */
    double quality() throws IOException {
        double sum = 0;
        for (int image = 0; image < images; image++) {
            sum += get(Double.BYTES, place(image))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getDouble();
        }
        return sum / images;
    }

    /** Sees to it that everything that was written is on the disk. */
    void force() throws IOException {
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
