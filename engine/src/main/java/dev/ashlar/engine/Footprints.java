/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.core.engine.LoadedBlock.Footprint;
import java.util.HashSet;
import java.util.Set;

/** Estimates what an open session of an optimised graph occupies. */
final class Footprints {
    /*
     * Operators that multiply matrices repack their constant operands on the heap of each session and let go of the
     * mapping, measured with ONNX Runtime 1.28.0 on x86-64 over ten sessions each: MatMul of 16,384 KiB takes
     * 16,414 KiB of private memory, Gemm as large 16,463 KiB, QLinearConv of 2,304 KiB takes 2,520 KiB, ConvTranspose
     * of 4,096 KiB 4,303 KiB, and Conv of 9,216 KiB no more than its session. Beyond that a session costs about 40 KiB,
     * 3 KiB for each operator without weights and 12 KiB for each with some; all are counted as the latter.
     */
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

    private Footprints() {}

    /**
     * What a session of this graph occupies, apart from the activations of a run.
     *
     * @param optimised its larger weights in another file
     */
    static Footprint of(ModelProto optimised) {
        Set<String> repacked = new HashSet<>();
        for (NodeProto node : optimised.getGraph().getNodeList()) {
            if (REPACKING.contains(node.getOpType())) {
                repacked.addAll(node.getInputList());
            }
        }
        long mapped = 0;
        long own = SESSION_BYTES + OPERATOR_BYTES * optimised.getGraph().getNodeCount();
        for (TensorProto weight : optimised.getGraph().getInitializerList()) {
            boolean isMoved = weight.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
            long bytes = isMoved ? movedBytes(weight) : weight.getSerializedSize();
            if (isMoved && !(repacked.contains(weight.getName()) && weight.getDimsCount() > 1)) {
                mapped += pages(bytes);
            } else {
                own += bytes;
            }
        }
        return new Footprint(mapped, own);
    }

    private static long movedBytes(TensorProto weight) {
        for (StringStringEntryProto entry : weight.getExternalDataList()) {
            if (entry.getKey().equals("length")) {
                return Long.parseLong(entry.getValue());
            }
        }
        return 0;
    }

    /** That many bytes, in whole pages. */
    static long pages(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }
}
