/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockChannels;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Cuts networks into blocks. */
public final class ModelCutter {
    private ModelCutter() {}

    /** The blocks of a network, in order; the same for the same network and options. */
    public static List<CutBlock> cut(ImportedModel model, CutOptions options) {
        ModelGraph structure = model.structure();
        Borders borders = new Borders(model.graph(), structure);
        List<CutBlock> blocks = new ArrayList<>();
        int from = -1;
        for (int to : BlockPartition.of(model.graph(), structure, options)) {
            blocks.add(block(model, borders, from, to, blocks.size() + 1));
            from = to;
        }
        return blocks;
    }

    private static CutBlock block(ImportedModel model, Borders borders, int from, int to, int number) {
        List<TensorSpec> inputs = borders.inputs(from, to);
        List<TensorSpec> outputs = borders.outputs(from, to);
        OnnxGraph graph = model.graph()
                .slice(inputs, outputs.stream().map(TensorSpec::name).toList());
        long macs = model.structure().operators().subList(from + 1, to + 1).stream()
                .mapToLong(operator -> operator.macs())
                .sum();
        long elastic = BlockChannels.of(
                        graph, name -> model.structure().tensor(name).nominal())
                .elasticMacs();
        return new CutBlock(new BlockId("b%02d".formatted(number)), inputs, outputs, graph, macs, elastic);
    }
}
