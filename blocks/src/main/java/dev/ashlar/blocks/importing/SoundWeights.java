/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Refuses weights that are no numbers: an engine may answer with numbers all the same, so nobody would notice. */
final class SoundWeights {
    private static final Set<String> LAYERS =
            Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "InstanceNormalization", "PRelu");

    private SoundWeights() {}

    /** Throws if a layer has a weight that is NaN or infinite. Other constants may be infinite, as limits are. */
    static void require(Path file, OnnxGraph graph) {
        for (NodeProto node : graph.nodes()) {
            List<String> read = LAYERS.contains(node.getOpType()) ? node.getInputList() : List.of();
            for (String name : read) {
                TensorProto weights = graph.constant(name);
                if (weights != null && Constants.isFloat(weights)) {
                    require(file, node.getOpType(), weights);
                }
            }
        }
    }

    private static void require(Path file, String operator, TensorProto weights) {
        float[] values = Constants.floats(weights);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BlocksException(
                        "The weights %s of a %s in %s hold %s at index %d; all must be finite. Maybe its training diverged or the file is damaged: export it again from a sound checkpoint."
                                .formatted(weights.getName(), operator, file, values[i], i));
            }
        }
    }
}
