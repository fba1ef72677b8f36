/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.store.AtomicFiles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Scores of compositions on images in a file, so that an interrupted study need not compute them again. */
public final class ScoreFile {
    private static final int MAGIC = 0x41534331;

    private ScoreFile() {}

    /** Writes scores, atomically. */
    public static void write(Path file, Map<BlockChain, float[]> scores) {
        new AtomicFiles().write(file, out -> {
            GZIPOutputStream zip = new GZIPOutputStream(out);
            DataOutputStream data = new DataOutputStream(zip);
            data.writeInt(MAGIC);
            data.writeInt(scores.size());
            for (Map.Entry<BlockChain, float[]> entry : scores.entrySet()) {
                write(data, entry.getKey(), entry.getValue());
            }
            data.flush();
            zip.finish();
        });
    }

    private static void write(DataOutputStream data, BlockChain chain, float[] values) throws IOException {
        data.writeUTF(chain.choices().stream().map(DescendantId::value).collect(Collectors.joining(",")));
        data.writeInt(values.length);
        for (float value : values) {
            data.writeFloat(value);
        }
    }

    /** The scores in a file; none if it is not there. */
    public static Map<BlockChain, float[]> read(Path file, ModelId model) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Map<BlockChain, float[]> scores = new LinkedHashMap<>();
        try (DataInputStream data = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            if (data.readInt() != MAGIC) {
                throw new BenchmarkException("The file %s holds no scores. Maybe delete it.".formatted(file));
            }
            int count = data.readInt();
            for (int i = 0; i < count; i++) {
                List<DescendantId> choices = Arrays.stream(data.readUTF().split(",", -1))
                        .map(DescendantId::new)
                        .toList();
                float[] values = new float[data.readInt()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = data.readFloat();
                }
                scores.put(new BlockChain(model, choices), values);
            }
            return scores;
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The scores in %s cannot be read (%s). Maybe delete the file; they are computed again."
                            .formatted(file, e),
                    e);
        }
    }
}
