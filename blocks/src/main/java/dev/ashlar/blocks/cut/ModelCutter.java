/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockChannels;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
        List<Operator> operators = model.structure().operators().subList(from + 1, to + 1);
        long macs = operators.stream().mapToLong(Operator::macs).sum();
        long elastic = BlockChannels.of(
                        graph, name -> model.structure().tensor(name).nominal())
                .elasticMacs();
        return new CutBlock(
                new BlockId(String.format(Locale.ROOT, "b%02d", number)),
                inputs,
                outputs,
                operators,
                graph,
                macs,
                elastic,
                elastic > 0 ? null : note(model, graph, inputs, outputs));
    }

    private static String note(
            ImportedModel model, OnnxGraph graph, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        List<String> border = Stream.concat(inputs.stream(), outputs.stream())
                .map(TensorSpec::name)
                .toList();
        return new ElasticEstimate(graph, name -> model.structure().tensor(name).nominal())
                .obstacle(graph.nodes(), border);
    }

    /** Writes the blocks of a network to a store, each with its original as the only choice. */
    public static BlockCatalog save(ImportedModel model, List<CutBlock> blocks, CatalogStore store) {
        List<Block> saved = new ArrayList<>();
        for (CutBlock cut : blocks) {
            BlockFile file = store.put(
                    model.catalog().model(),
                    cut.id(),
                    DescendantId.ORIGINAL,
                    cut.graph().toBytes());
            Descendant original = new Descendant(
                    DescendantId.ORIGINAL,
                    List.of(),
                    file.digest(),
                    file.bytes(),
                    cut.graph().constantBytes(),
                    cut.macs(),
                    0,
                    "import");
            saved.add(new Block(
                    cut.id(),
                    cut.inputs(),
                    cut.outputs(),
                    cut.graph().nodes().size(),
                    cut.macs(),
                    cut.elasticMacs(),
                    List.of(original),
                    List.of()));
        }
        BlockCatalog catalog = model.catalog().withBlocks(saved);
        store.putOriginal(catalog.model(), model.graph().toBytes());
        store.save(catalog);
        return catalog;
    }
}
