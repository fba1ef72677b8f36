/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks put together to one graph again. */
final class Joined {
    private Joined() {}

    /**
     * The blocks one after the other.
     *
     * @param blocks in their order
     * @param whole whose inputs and outputs the joined graph has
     */
    static OnnxGraph of(List<OnnxGraph> blocks, OnnxGraph whole) {
        List<NodeProto> nodes = new ArrayList<>();
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        for (OnnxGraph block : blocks) {
            nodes.addAll(block.nodes());
            block.constants().forEach((name, constant) -> {
                TensorProto before = constants.put(name, constant);
                Argument.require(
                        before == null || before.equals(constant),
                        "The constant %s is another in another block, so the blocks cannot be joined.",
                        name);
            });
        }
        return whole.with(nodes, constants).withoutDead();
    }
}
