/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Moves the larger weights of an optimised graph to a file that ONNX Runtime maps, and estimates what an open session
 * of the graph occupies.
 */
final class WeightSplit {
    /*
     * A weight of 16 KiB or more gets pages of its own in the mapped file, so that sessions of all networks share them
     * through the page cache; smaller ones would waste more of a page than they save and stay in the graph.
     *
     * Operators that multiply matrices repack their constant operands on the heap of each session and let go of the
     * mapping, measured with ONNX Runtime 1.28.0 on x86-64 over ten sessions each: MatMul of 16,384 KiB takes
     * 16,414 KiB of private memory, Gemm as large 16,463 KiB, QLinearConv of 2,304 KiB takes 2,520 KiB, ConvTranspose
     * of 4,096 KiB 4,303 KiB, and Conv of 9,216 KiB no more than its session. Beyond that a session costs about 40 KiB,
     * 3 KiB for each operator without weights and 12 KiB for each with some; all are counted as the latter.
     */
    static final int SMALLEST = 1 << 14;
    static final int PAGE = 1 << 12;

    private static final long SESSION_BYTES = 40 << 10;
    private static final long OPERATOR_BYTES = 12 << 10;
    private static final Set<String> REPACKING = Set.of(
            "Gemm",
            "FusedGemm",
            "MatMul",
            "FusedMatMul",
            "QGemm",
            "QLinearConv",
            "QLinearMatMul",
            "MatMulInteger",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "ConvTranspose",
            "LSTM",
            "GRU");

    private final FileChannel source;
    private final FileChannel target;
    private final Map<Digest, Long> placed;
    private final Set<String> repacked = new HashSet<>();
    private long mapped;
    private long inGraph;
    private long packed;

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
        for (NodeProto node : graph.getNodeList()) {
            if (REPACKING.contains(node.getOpType())) {
                repacked.addAll(node.getInputList());
            }
        }
        for (TensorProto.Builder weight : graph.getInitializerBuilderList()) {
            place(weight);
        }
        long overhead = SESSION_BYTES + OPERATOR_BYTES * graph.getNodeCount();
        return new Result(model.build(), new Footprint(mapped, packed + inGraph + overhead));
    }

    private void place(TensorProto.Builder weight) throws IOException {
        boolean isMoved = weight.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        long bytes = isMoved ? move(weight) : weight.build().getSerializedSize();
        if (repacked.contains(weight.getName()) && weight.getDimsCount() > 1) {
            packed += bytes;
        } else if (isMoved) {
            mapped += pages(bytes);
        } else {
            inGraph += bytes;
        }
    }

    /** Sees to it that a weight is in the target, and answers with its size. */
    private long move(TensorProto.Builder weight) throws IOException {
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
        return length;
    }

    /** Copies a piece of the source to the next page and answers with where that is. */
    private long copy(String name, long from, long length) throws IOException {
        long offset = pages(target.size());
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

    private static long pages(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
