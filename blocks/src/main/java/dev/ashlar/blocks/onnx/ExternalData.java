/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.graph.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Fetches constants that an ONNX file keeps beside itself, from nowhere but below its own folder. */
final class ExternalData {
    /*
     * The sum is capped as well as each constant: many constants may name the same bytes, so a small file could ask for
     * any amount of memory. No network of more than 2 GiB could be written as one ONNX file again.
     */
    private static final long MAX_BYTES = 1L << 30;
    private static final long MAX_TOTAL = 1L << 31;

    private final Path model;
    private final Path folder;
    private final long most;
    private long total;

    ExternalData(Path model) {
        this(model, MAX_TOTAL);
    }

    /**
     * @param model the ONNX file
     * @param most bytes that all its constants together may take from outside
     */
    ExternalData(Path model, long most) {
        this.model = model;
        this.most = most;
        Path absolute = model.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        this.folder = parent == null ? absolute : parent;
    }

    /** The constant with its values inside. */
    TensorProto inline(TensorProto tensor) {
        if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
            return tensor;
        }
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        Path file = locate(tensor, entries.getOrDefault("location", ""));
        long needed = ElementType.isSupported(tensor.getDataType())
                ? ElementType.ofOnnx(tensor.getDataType()).bytes(Constants.shape(tensor))
                : number(tensor, entries, "length", 0);
        long length = number(tensor, entries, "length", needed);
        long offset = number(tensor, entries, "offset", 0);
        if (length != needed) {
            throw new BlocksException(
                    "The constant %s of %s needs %d bytes of external data and is given %d. Maybe the file is damaged."
                            .formatted(tensor.getName(), model, needed, length));
        }
        requireAffordable(tensor, length);
        return tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(read(tensor, file, offset, Math.toIntExact(length)))
                .build();
    }

    private void requireAffordable(TensorProto tensor, long length) {
        if (length > MAX_BYTES) {
            throw new BlocksException(
                    "The constant %s of %s takes %d bytes of external data; more than %d are not read. Maybe the file is damaged."
                            .formatted(tensor.getName(), model, length, MAX_BYTES));
        }
        total += length;
        if (total > most) {
            throw new BlocksException(
                    "The constants of %s up to %s take %d bytes of external data; more than %d are not read. Maybe the file is damaged, or many constants name the same bytes."
                            .formatted(model, tensor.getName(), total, most));
        }
    }

    private Path locate(TensorProto tensor, String location) {
        try {
            Path relative = Path.of(location);
            Path file = folder.resolve(relative).normalize();
            if (!location.isEmpty()
                    && !relative.isAbsolute()
                    && file.startsWith(folder)
                    && file.toRealPath().startsWith(folder.toRealPath())) {
                return file;
            }
        } catch (InvalidPathException | IOException e) {
            throw new BlocksException(
                    "The external data (%s) of the constant %s of %s cannot be found. Maybe copy it beside the model."
                            .formatted(location, tensor.getName(), model),
                    e);
        }
        throw new BlocksException(
                "The external data (%s) of the constant %s of %s lies outside the folder of the model, which is not allowed. Maybe move it beside the model and name it without a path."
                        .formatted(location, tensor.getName(), model));
    }

    private long number(TensorProto tensor, Map<String, String> entries, String key, long absent) {
        String text = entries.get(key);
        try {
            long value = text == null ? absent : Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new BlocksException(
                    "The external data of the constant %s of %s has the %s (%s), which is no number. Maybe the file is damaged."
                            .formatted(tensor.getName(), model, key, text),
                    e);
        }
        throw new BlocksException(
                "The external data of the constant %s of %s has a negative %s (%s). Maybe the file is damaged."
                        .formatted(tensor.getName(), model, key, text));
    }

    private ByteString read(TensorProto tensor, Path file, long offset, int length) {
        ByteBuffer buffer;
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() - length < offset) {
                throw cutShort(tensor, file);
            }
            buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw cutShort(tensor, file);
                }
            }
        } catch (IOException e) {
            throw new BlocksException(
                    "The external data %s of %s cannot be read (%s). Maybe check its permissions."
                            .formatted(file, model, e),
                    e);
        }
        return ByteString.copyFrom(buffer.flip());
    }

    private BlocksException cutShort(TensorProto tensor, Path file) {
        return new BlocksException("The external data %s ends before the constant %s of %s does. Maybe it is cut short."
                .formatted(file, tensor.getName(), model));
    }
}
