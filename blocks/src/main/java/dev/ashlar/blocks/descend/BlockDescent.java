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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes and judges the descendants of one block. */
final class BlockDescent {
    /** Images that the closed form is fitted to where many more are trained with. */
    private static final int CLOSED_FORM_SAMPLES = 1200;

    private final BlockCatalog catalog;
    private final Block block;
    private final OnnxGraph folded;
    private final BlockSamples closed;
    private final @Nullable BlockTraining training;
    private final BlockSamples judging;
    private final String recipe;
    private final GraphRunner runner;
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
            DescendOptions options,
            GraphRunner runner) {
        this.catalog = catalog;
        this.block = block;
        this.runner = runner;
        this.folded = BlockPruner.fold(original);
        BlockSamples fitted = samples.fitted(DescendantMaker.FIT_PER_CHECK + 1);
        this.judging = samples.judging(DescendantMaker.FIT_PER_CHECK + 1);
        this.recipe = recipe;
        this.options = options;
        this.closed = options.distil() == null ? fitted : fitted.spread(CLOSED_FORM_SAMPLES);
        this.training = options.distil() == null
                ? null
                : new BlockTraining(block.id().value(), fitted, runner, options.distil());
        kept.add(block.original());
    }

    /**
     * The block with its new choices, whose files are in the store.
     *
     * @param doing hears what is being done, for people
     */
    Block make(CrossProducts products, CatalogStore store, Consumer<String> doing) {
        Map<String, Shape> shapes;
        try (TensorProbe probe = new TensorProbe(folded, runner)) {
            shapes = probe.look(closed.inputs().get(0)).shapes();
        }
        ShapedGraph shaped = new ShapedGraph(folded, shapes);
        BlockPruner pruner =
                new BlockPruner(shaped, closed.inputs(), runner, products, options.keeps(), options.seed());
        for (double keep : options.keeps()) {
            prune(pruner, keep, store, doing);
        }
        BlockQuantizer quantizer = new BlockQuantizer(folded);
        if (options.int8() && quantizer.hasLayers()) {
            round(quantizer, store);
        }
        return block.with(kept, dropped);
    }

    private void prune(BlockPruner pruner, double keep, CatalogStore store, Consumer<String> doing) {
        DescendantId id = new DescendantId("keep-%02d".formatted(Math.round(keep * 100)));
        ShapedGraph narrow = pruner.at(keep);
        if (isNew(id, narrow.graph())) {
            OnnxGraph made = narrow.graph();
            if (training != null) {
                doing.accept("training " + id);
                made = training.train(made);
            }
            judge(id, new Compression.ChannelPruning(keep), made, macs(narrow), store);
        }
    }

    private void round(BlockQuantizer quantizer, CatalogStore store) {
        DescendantId id = new DescendantId("int8");
        String obstacle = quantizer.obstacle();
        if (obstacle != null) {
            dropped.add(new DroppedDescendant(id, obstacle, recipe));
            return;
        }
        OnnxGraph rounded = quantizer.quantize(closed.inputs(), closed.answers(), runner, options.seed());
        if (isNew(id, rounded)) {
            judge(id, new Compression.Int8(), rounded, block.macs(), store);
        }
    }

    private boolean isNew(DescendantId id, OnnxGraph made) {
        boolean fresh = seen.add(Digest.sha256(made.toBytes())) && !made.equals(folded);
        if (!fresh) {
            dropped.add(new DroppedDescendant(id, "the same as another descendant: its layers are too narrow", recipe));
        }
        return fresh;
    }

    private void judge(DescendantId id, Compression compression, OnnxGraph made, long macs, CatalogStore store) {
        byte[] bytes = made.toBytes();
        double error = error(bytes);
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

    private double error(byte[] bytes) {
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
