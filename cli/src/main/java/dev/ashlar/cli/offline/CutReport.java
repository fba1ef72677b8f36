/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;

/** How a network is cut, for machines. */
final class CutReport {
    private CutReport() {}

    /** The blocks of a network as JSON: shares are of its multiply-accumulates, 0..1. */
    static String of(ModelId model, List<CutBlock> blocks) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        long macs = blocks.stream().mapToLong(CutBlock::macs).sum();
        root.put("model", model.value());
        root.put("macs", macs);
        root.put(
                "elasticShare",
                share(
                        blocks.stream()
                                .filter(CutBlock::isElastic)
                                .mapToLong(CutBlock::macs)
                                .sum(),
                        macs));
        root.put(
                "prunableShare",
                share(blocks.stream().mapToLong(CutBlock::elasticMacs).sum(), macs));
        ArrayNode list = root.putArray("blocks");
        ArrayNode glue = root.putArray("glue");
        for (CutBlock block : blocks) {
            ObjectNode node = list.addObject();
            node.put("id", block.id().value());
            node.put("elastic", block.isElastic());
            node.put("operators", block.graph().nodes().size());
            node.put("share", share(block.macs(), macs));
            node.put("prunableShare", share(block.elasticMacs(), Math.max(1, block.macs())));
            String note = block.note();
            if (note != null) {
                node.put("note", note);
            }
            names(node.putArray("inputs"), block.inputs());
            names(node.putArray("outputs"), block.outputs());
            if (!block.isElastic()) {
                glue.add(block.id().value());
            }
        }
        return root.toPrettyString();
    }

    private static void names(ArrayNode array, List<TensorSpec> tensors) {
        tensors.forEach(spec -> array.addObject()
                .put("name", spec.name())
                .put("shape", spec.shape().toString())
                .put("nominal", spec.nominal().toString()));
    }

    private static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }
}
