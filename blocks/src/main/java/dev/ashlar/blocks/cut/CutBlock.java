/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network, cut out.
 *
 * @param id its name
 * @param inputs the tensors that it reads
 * @param outputs the tensors that it answers with
 * @param operators those of the network that it holds, in order
 * @param graph the same with their weights
 * @param macs its multiply-accumulates at the nominal shape
 * @param elasticMacs how many of them lie in layers that lose channels when pruned
 * @param note what keeps it from losing any, for people; null if it can
 */
public record CutBlock(
        BlockId id,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<Operator> operators,
        OnnxGraph graph,
        long macs,
        long elasticMacs,
        @Nullable String note) {
    public CutBlock {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        operators = List.copyOf(operators);
    }

    /** Whether it has channels that may go; the others stay as glue. */
    public boolean isElastic() {
        return elasticMacs > 0;
    }
}
