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
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a portable block into what is opened on this machine: the graph as ONNX Runtime optimises it here, its larger
 * weights in a file of their own, and a record of both, all on disk before it returns.
 */
final class BlockPreparation {
    private static final Logger LOG = LoggerFactory.getLogger(BlockPreparation.class);
    private static final String OPTIMISED = "optimised.onnx";
    private static final String OPTIMISED_WEIGHTS = "optimised.bin";

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
        Footprint footprint;
        try (FileChannel weights = create(folder.resolve(PreparedEntry.WEIGHTS))) {
            Map<Digest, Long> placed = new HashMap<>();
            WeightSplit.Result alone = layOut(optimised(thing, portable, folder), folder, weights, placed);
            footprint = alone.footprint();
            ModelProto linked = linked(thing, portable, folder);
            ModelProto link = linked == null
                    ? alone.model()
                    : layOut(linked, folder, weights, placed).model();
            weights.force(true);
            writeDurably(
                    folder.resolve(PreparedEntry.GRAPH),
                    alone.model().toByteString().asReadOnlyByteBuffer());
            writeDurably(
                    folder.resolve(PreparedEntry.LINKED), link.toByteString().asReadOnlyByteBuffer());
        }
        Files.delete(folder.resolve(OPTIMISED));
        Files.deleteIfExists(folder.resolve(OPTIMISED_WEIGHTS));
        writeDurably(folder.resolve(PreparedEntry.SELF_TEST), ByteBuffer.wrap(selfTest(thing, portable, folder)));
        PreparedEntry entry = new PreparedEntry(
                file.digest(),
                FileRecord.of(folder.resolve(PreparedEntry.GRAPH)),
                FileRecord.of(folder.resolve(PreparedEntry.LINKED)),
                FileRecord.of(folder.resolve(PreparedEntry.WEIGHTS)),
                FileRecord.of(folder.resolve(PreparedEntry.SELF_TEST)),
                footprint);
        writeDurably(folder.resolve(PreparedEntry.RECORD), ByteBuffer.wrap(entry.toBytes()));
        for (String name : PreparedEntry.FILES) {
            protect(folder.resolve(name));
        }
    }

    /** What the prepared block must answer; empty if it cannot be tested or does not answer alike twice. */
    private static byte[] selfTest(String thing, byte[] portable, Path folder) throws IOException {
        byte[] answers = SelfTest.answers(portable);
        Path test = folder.resolve(PreparedEntry.SELF_TEST);
        Files.write(test, answers);
        String mismatch = SelfTest.mismatch(folder, Objects.requireNonNull(folder.getParent()));
        Files.delete(test);
        if (mismatch == null) {
            return answers;
        }
        LOG.warn(
                "The {} answers otherwise when it is optimised ({}). Maybe it draws random numbers; it is not tested"
                        + " when it is used.",
                thing,
                mismatch);
        return new byte[0];
    }

    /*
     * A mapped file that is cut short ends the process that reads beyond its new end. Nobody has a reason to write to a
     * prepared file, and without the right to do so it does not happen by mistake.
     */
    private static void protect(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
    }

    /** The content of a portable file, once it has proved to be what its digest says. */
    static byte[] verified(BlockFile file) {
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
                    "The block file %s could not be read: %s. %s"
                            .formatted(
                                    file.path(),
                                    e,
                                    EngineException.advice(
                                            e, "Maybe the store was moved or damaged; import the network again.")),
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

    /** What ONNX Runtime makes of a graph here; its larger weights lie beside it. */
    private static ModelProto optimised(String thing, byte[] portable, Path folder) throws IOException {
        Path graph = folder.resolve(OPTIMISED);
        Files.deleteIfExists(graph);
        Files.deleteIfExists(folder.resolve(OPTIMISED_WEIGHTS));
        try {
            OpenSession.optimise(thing, portable, graph, OPTIMISED_WEIGHTS, WeightSplit.SMALLEST);
        } catch (OrtException e) {
            throw EngineException.refused(
                    "to prepare the " + thing,
                    e,
                    "Maybe an operator is newer than ONNX Runtime %s, or the disk is full."
                            .formatted(OrtRuntime.version()));
        }
        try (InputStream in = Files.newInputStream(graph)) {
            return ModelProto.parseFrom(in);
        }
    }

    /** What is linked to other blocks, its larger weights beside it; null if it is what runs alone. */
    private static @Nullable ModelProto linked(String thing, byte[] portable, Path folder) throws IOException {
        Producers.Fed fed = Producers.before(ModelProto.parseFrom(portable));
        if (fed.inputs().isEmpty()) {
            return null;
        }
        ModelProto form = LinkForm.of(optimised(thing, fed.model().toByteArray(), folder), fed);
        if (form == null) {
            LOG.info(
                    "The {} is linked in its plain layout: an operator at its border is fused with what feeds it.",
                    thing);
        }
        return form;
    }

    private static WeightSplit.Result layOut(
            ModelProto optimised, Path folder, FileChannel weights, Map<Digest, Long> placed) throws IOException {
        // Without larger weights ONNX Runtime writes no file for them.
        try (FileChannel source = FileChannel.open(
                folder.resolve(OPTIMISED_WEIGHTS),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return WeightSplit.split(optimised, source, weights, placed);
        }
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
