/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of one prepared block: what the files beside it must be, and what the block occupies when open.
 *
 * @param block what was prepared
 * @param graph the optimised graph, whose larger weights lie in the other file
 * @param linked the graph that is linked to others; its larger weights lie in the same file
 * @param weights those weights, each at a page of its own
 * @param selfTest what the portable block answered, see {@link SelfTest}
 * @param footprint what an open session of it occupies
 */
record PreparedEntry(
        Digest block,
        FileRecord graph,
        FileRecord linked,
        FileRecord weights,
        FileRecord selfTest,
        Footprint footprint) {
    static final String GRAPH = "graph.onnx";
    static final String LINKED = "linked.onnx";
    static final String WEIGHTS = "weights.bin";
    static final String SELF_TEST = "selftest.bin";
    static final String RECORD = "entry.txt";
    static final List<String> FILES = List.of(GRAPH, LINKED, WEIGHTS, SELF_TEST, RECORD);

    private static final String NAME = "ashlar-prepared";
    private static final String VERSION = "4";
    private static final int LONGEST_RECORD = 4096;

    /**
     * What one file must be.
     *
     * @param bytes its size
     * @param sha256 of its content
     */
    record FileRecord(long bytes, Digest sha256) {

        /** What this file is now. */
        static FileRecord of(Path file) throws IOException {
            return new FileRecord(Files.size(file), FileDigest.sha256(file));
        }
    }

    /** The entry was written by another version of this software. */
    static final class OtherFormat extends IOException {
        private static final long serialVersionUID = 1L;

        private OtherFormat(String version) {
            super("its record is of format " + version);
        }
    }

    /** The lines of a record; the last is the SHA-256 of those before. */
    byte[] toBytes() {
        String lines = String.join(
                "\n",
                NAME + " " + VERSION,
                "block " + block,
                "graph " + graph.bytes + " " + graph.sha256,
                "linked " + linked.bytes + " " + linked.sha256,
                "weights " + weights.bytes + " " + weights.sha256,
                "selftest " + selfTest.bytes + " " + selfTest.sha256,
                "footprint " + footprint.mappedBytes() + " " + footprint.privateBytes(),
                "");
        byte[] body = lines.getBytes(StandardCharsets.US_ASCII);
        return (lines + Digest.sha256(body) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the record of a block in a folder; whatever is wrong with it, an {@link IOException} says so. */
    static PreparedEntry read(Path folder, Digest block) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(folder.resolve(RECORD))) {
            bytes = in.readNBytes(LONGEST_RECORD);
        }
        List<String> words = new ArrayList<>(List.of(new String(bytes, StandardCharsets.US_ASCII).split("\\s+")));
        int body = bytes.length - 65;
        if (words.size() < 3
                || body < 0
                || !Digest.sha256(ByteBuffer.wrap(bytes, 0, body)).value().equals(words.get(words.size() - 1))
                || !NAME.equals(words.get(0))) {
            throw new IOException("its record is damaged");
        }
        if (!VERSION.equals(words.get(1))) {
            throw new OtherFormat(words.get(1));
        }
        if (words.size() != 20) {
            throw new IOException("its record has %d words".formatted(words.size()));
        }
        if (!block.value().equals(words.get(3))) {
            throw new IOException("it is that of another block, " + words.get(3));
        }
        try {
            return new PreparedEntry(
                    block,
                    new FileRecord(Long.parseLong(words.get(5)), new Digest(words.get(6))),
                    new FileRecord(Long.parseLong(words.get(8)), new Digest(words.get(9))),
                    new FileRecord(Long.parseLong(words.get(11)), new Digest(words.get(12))),
                    new FileRecord(Long.parseLong(words.get(14)), new Digest(words.get(15))),
                    new Footprint(Long.parseLong(words.get(17)), Long.parseLong(words.get(18))));
        } catch (IllegalArgumentException e) {
            throw new IOException("its record is damaged: " + e.getMessage(), e);
        }
    }

    /** Throws if a file in the folder has not the size that this record gives it. */
    void requireSizes(Path folder) throws IOException {
        requireSize(folder.resolve(GRAPH), graph);
        requireSize(folder.resolve(LINKED), linked);
        requireSize(folder.resolve(WEIGHTS), weights);
        requireSize(folder.resolve(SELF_TEST), selfTest);
    }

    private static void requireSize(Path file, FileRecord record) throws IOException {
        long bytes = Files.size(file);
        if (bytes != record.bytes) {
            throw new IOException("%s has %d bytes instead of %d".formatted(file.getFileName(), bytes, record.bytes));
        }
    }

    /** Throws if a file in the folder has not the content that this record names. */
    void requireContent(Path folder) throws IOException {
        requireContent(folder.resolve(GRAPH), graph);
        requireContent(folder.resolve(LINKED), linked);
        requireContent(folder.resolve(WEIGHTS), weights);
        requireContent(folder.resolve(SELF_TEST), selfTest);
    }

    private static void requireContent(Path file, FileRecord record) throws IOException {
        if (!FileDigest.sha256(file).equals(record.sha256)) {
            throw new IOException(file.getFileName() + " has another SHA-256 than its record");
        }
    }
}
