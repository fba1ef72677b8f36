/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import dev.ashlar.engine.PreparedEntry.FileRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Turns a portable block into what is opened on this machine: the graph as ONNX Runtime optimises it here, its larger
 * weights in a file of their own, and a record of both, all on disk before it returns.
 */
final class BlockPreparation {
    /* What a Java array and a protobuf message can hold. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private BlockPreparation() {}

    /**
     * Prepares a block.
     *
     * @param folder empty, of the caller alone
     */
    static void prepare(BlockFile file, Path folder) throws IOException {
        String thing = "block file " + file.path();
        byte[] portable = verified(file);
        CheckedModel.require(thing, portable);
        Path graph = folder.resolve("optimised.onnx");
        Path weights = folder.resolve("optimised.bin");
        optimise(thing, portable, graph, weights);
        Footprint footprint = layOut(graph, weights, folder);
        Files.delete(graph);
        Files.delete(weights);
        PreparedEntry entry = new PreparedEntry(
                file.digest(),
                FileRecord.of(folder.resolve(PreparedEntry.GRAPH)),
                FileRecord.of(folder.resolve(PreparedEntry.WEIGHTS)),
                footprint);
        writeDurably(folder.resolve(PreparedEntry.RECORD), ByteBuffer.wrap(entry.toBytes()));
    }

    private static byte[] verified(BlockFile file) {
        if (file.bytes() >= MAX_BYTES) {
            throw new EngineException(
                    "The block file %s (%d bytes) must be smaller than 2 GiB. Maybe cut the network into more blocks."
                            .formatted(file.path(), file.bytes()),
                    null);
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file.path())) {
            content = in.readNBytes((int) file.bytes() + 1);
        } catch (IOException e) {
            throw new EngineException(
                    ("The block file %s could not be read: %s."
                                    + " Maybe the store was moved or damaged; import the network again.")
                            .formatted(file.path(), e),
                    e);
        }
        Digest actual = Digest.sha256(content);
        if (!actual.equals(file.digest())) {
            throw new EngineException(
                    ("The block file %s (SHA-256 %s) must have the SHA-256 %s and %d bytes. Maybe it was changed or cut"
                                    + " short; import the network again.")
                            .formatted(file.path(), actual, file.digest(), file.bytes()),
                    null);
        }
        return content;
    }

    private static void optimise(String thing, byte[] portable, Path graph, Path weights) {
        try {
            String beside = String.valueOf(weights.getFileName());
            OpenSession.optimise(thing, portable, graph, beside, WeightSplit.SMALLEST);
        } catch (OrtException e) {
            throw EngineException.refused(
                    "to prepare the " + thing,
                    e,
                    "Maybe an operator is newer than ONNX Runtime %s, or the disk is full."
                            .formatted(OrtRuntime.version()));
        }
    }

    private static Footprint layOut(Path graph, Path weights, Path folder) throws IOException {
        ModelProto optimised;
        try (InputStream in = Files.newInputStream(graph)) {
            optimised = ModelProto.parseFrom(in);
        }
        WeightSplit.Result split;
        // Without larger weights ONNX Runtime writes no file for them.
        try (FileChannel source = FileChannel.open(
                        weights, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel target = create(folder.resolve(PreparedEntry.WEIGHTS))) {
            split = WeightSplit.split(optimised, source, target);
            target.force(true);
        }
        ByteBuffer lean = split.model().toByteString().asReadOnlyByteBuffer();
        writeDurably(folder.resolve(PreparedEntry.GRAPH), lean);
        return split.footprint();
    }

    private static void writeDurably(Path file, ByteBuffer content) throws IOException {
        try (FileChannel out = create(file)) {
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
