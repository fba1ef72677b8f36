/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.quantize.BlockQuantizer;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes and judges the descendants of one block. */
final class BlockDescent {
    private final BlockCatalog catalog;
    private final Block block;
    private final OnnxGraph folded;
    private final BlockSamples fitted;
    private final BlockSamples judging;
    private final String recipe;
    private final DescendOptions options;
    private final List<Descendant> kept = new ArrayList<>();
    private final List<DroppedDescendant> dropped = new ArrayList<>();
    private final Set<Digest> seen = new HashSet<>();

    BlockDescent(
            BlockCatalog catalog,
            Block block,
            OnnxGraph original,
            BlockSamples samples,
            String recipe,
            DescendOptions options) {
        this.catalog = catalog;
        this.block = block;
        this.folded = BlockPruner.fold(original);
        this.fitted = samples.fitted(DescendantMaker.FIT_PER_CHECK + 1);
        this.judging = samples.judging(DescendantMaker.FIT_PER_CHECK + 1);
        this.recipe = recipe;
        this.options = options;
        kept.add(block.original());
    }

    /** The block with its new choices, whose files are in the store. */
    Block make(GraphRunner runner, CrossProducts products, CatalogStore store) {
        Map<String, Shape> shapes;
        try (TensorProbe probe = new TensorProbe(folded, runner)) {
            shapes = probe.look(fitted.inputs().get(0)).shapes();
        }
        ShapedGraph shaped = new ShapedGraph(folded, shapes);
        BlockPruner pruner =
                new BlockPruner(shaped, fitted.inputs(), runner, products, options.keeps(), options.seed());
        for (double keep : options.keeps()) {
            DescendantId id = new DescendantId("keep-%02d".formatted(Math.round(keep * 100)));
            ShapedGraph narrow = pruner.at(keep);
            judge(id, new Compression.ChannelPruning(keep), narrow.graph(), macs(narrow), runner, store);
        }
        BlockQuantizer quantizer = new BlockQuantizer(folded);
        if (options.int8() && quantizer.hasLayers()) {
            round(quantizer, runner, store);
        }
        return block.with(kept, dropped);
    }

    private void round(BlockQuantizer quantizer, GraphRunner runner, CatalogStore store) {
        DescendantId id = new DescendantId("int8");
        String obstacle = quantizer.obstacle();
        if (obstacle != null) {
            dropped.add(new DroppedDescendant(id, obstacle, recipe));
            return;
        }
        OnnxGraph rounded = quantizer.quantize(fitted.inputs(), fitted.answers(), runner, options.seed());
        judge(id, new Compression.Int8(), rounded, block.macs(), runner, store);
    }

    private void judge(
            DescendantId id,
            Compression compression,
            OnnxGraph made,
            long macs,
            GraphRunner runner,
            CatalogStore store) {
        byte[] bytes = made.toBytes();
        if (!seen.add(Digest.sha256(bytes)) || made.equals(folded)) {
            dropped.add(new DroppedDescendant(id, "the same as another descendant: its layers are too narrow", recipe));
            return;
        }
        double error = error(bytes, runner);
        if (!(error <= options.worstError())) {
            dropped.add(new DroppedDescendant(
                    id, "feature error %.3f is above %.3f".formatted(error, options.worstError()), recipe));
            return;
        }
        BlockFile file = store.put(catalog.model(), block.id(), id, bytes);
        kept.add(new Descendant(
                id,
                List.of(compression),
                file.digest(),
                file.bytes(),
                made.constants().values().stream().mapToLong(Constants::bytes).sum(),
                macs,
                error,
                recipe));
    }

    private static long macs(ShapedGraph made) {
        GraphConstants constants = new GraphConstants(made.graph());
        return made.graph().nodes().stream()
                .mapToLong(node -> ComputeCost.macs(constants, node, made::shape))
                .sum();
    }

    private double error(byte[] bytes, GraphRunner runner) {
        FeatureError error = new FeatureError();
        List<String> names = block.outputs().stream().map(TensorSpec::name).toList();
        try (GraphRunner.LoadedGraph graph = runner.load(bytes)) {
            for (int i = 0; i < judging.inputs().size(); i++) {
                Map<String, Tensor> answer = graph.run(judging.inputs().get(i), names);
                for (String name : names) {
                    error.add(
                            Lookup.in(answer, name), Lookup.in(judging.answers().get(i), name));
                }
            }
        }
        return error.value();
    }
}
