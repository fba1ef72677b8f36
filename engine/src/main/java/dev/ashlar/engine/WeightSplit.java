/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;

/** Moves the larger weights of an optimised graph to a file that ONNX Runtime maps. */
final class WeightSplit {
    /*
     * A weight of 16 KiB or more gets pages of its own in the mapped file, so that sessions of all networks share them
     * through the page cache; smaller ones would waste more of a page than they save and stay in the graph.
     */
    static final int SMALLEST = 1 << 14;

    private final FileChannel source;
    private final FileChannel target;
    private final Map<Digest, Long> placed;

    private WeightSplit(FileChannel source, FileChannel target, Map<Digest, Long> placed) {
        this.source = source;
        this.target = target;
        this.placed = placed;
    }

    /**
     * A graph without its larger weights, and what it occupies.
     *
     * @param model reads those weights from {@link PreparedEntry#WEIGHTS} beside it
     * @param footprint an estimate
     */
    record Result(ModelProto model, Footprint footprint) {}

    /**
     * Lays out the larger weights of {@code optimised} anew, piece by piece whatever their size.
     *
     * @param source where ONNX Runtime wrote them, one after the other
     * @param target where they go
     * @param placed what is in there already and at which offset; what is placed is added
     */
    static Result split(ModelProto optimised, FileChannel source, FileChannel target, Map<Digest, Long> placed)
            throws IOException {
        return new WeightSplit(source, target, placed).split(optimised);
    }

    private Result split(ModelProto optimised) throws IOException {
        ModelProto.Builder model = optimised.toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        for (TensorProto.Builder weight : graph.getInitializerBuilderList()) {
            if (weight.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                move(weight);
            }
        }
        ModelProto split = model.build();
        return new Result(split, Footprints.of(split));
    }

    /** Sees to it that a weight is in the target. */
    private void move(TensorProto.Builder weight) throws IOException {
        Map<String, String> where = new HashMap<>();
        weight.getExternalDataList().forEach(entry -> where.put(entry.getKey(), entry.getValue()));
        long from = Long.parseLong(where.getOrDefault("offset", "0"));
        long length = Long.parseLong(where.getOrDefault("length", "0"));
        Digest content = FileDigest.sha256(source, from, length);
        Long known = placed.get(content);
        long offset = known == null ? copy(weight.getName(), from, length) : known;
        placed.put(content, offset);
        weight.clearExternalData()
                .addExternalData(entry("location", PreparedEntry.WEIGHTS))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)));
    }

    /** Copies a piece of the source to the next page and answers with where that is. */
    private long copy(String name, long from, long length) throws IOException {
        long offset = Footprints.pages(target.size());
        target.position(offset);
        for (long done = 0; done < length; ) {
            long moved = source.transferTo(from + done, length - done, target);
            if (moved <= 0) {
                throw new EOFException("the weight %s ends after %d of %d bytes".formatted(name, done, length));
            }
            done += moved;
        }
        return offset;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
