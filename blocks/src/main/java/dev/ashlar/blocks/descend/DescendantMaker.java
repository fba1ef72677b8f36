/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the descendants of every block of a network from images without labels, in closed form and, if asked to, by
 * training after it, and keeps the good ones in the store.
 */
public final class DescendantMaker {
    /** Most memory for activations at borders. */
    private static final long BORDER_BYTES = 512L << 20;

    /** Of so many samples one more is drawn to judge by. */
    static final int FIT_PER_CHECK = 5;

    private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm");

    private final GraphRunner runner;
    private final CatalogStore store;
    private final DescendOptions options;

    /**
     * Makes descendants.
     *
     * @param runner runs blocks and multiplies
     * @param store where the network was cut to, and where descendants go
     */
    public DescendantMaker(GraphRunner runner, CatalogStore store, DescendOptions options) {
        this.runner = runner;
        this.store = store;
        this.options = options;
    }

    /**
     * Makes the descendants of every block that were not made by these options from these images yet. The manifest is
     * saved after every block, so an interrupted call loses no more than one.
     *
     * @return the network with its new choices
     */
    public BlockCatalog descend(BlockCatalog catalog, ImageSet images, Progress progress) {
        if (catalog.blocks().isEmpty()) {
            throw new BlocksException("The network %s is not cut into blocks yet. Maybe run `ashlar cut` first."
                    .formatted(catalog.model()));
        }
        for (Block block : catalog.blocks()) {
            requireWeights(catalog, block);
        }
        int wanted = options.samples() + options.samples() / FIT_PER_CHECK;
        int count = Math.min(Math.min(wanted, images.size()), BorderStream.affordable(catalog, BORDER_BYTES));
        if (count < FIT_PER_CHECK + 1) {
            throw new BlocksException(
                    "The data set %s has %d usable images; at least %d are needed to fit layers. Maybe give a larger folder."
                            .formatted(images.name(), count, FIT_PER_CHECK + 1));
        }
        BorderStream stream = BorderStream.of(catalog, SpreadImages.of(images, count));
        String recipe = options.recipe(count, images.name(), stream.digest());
        BlockCatalog current = catalog;
        try (CrossProducts products = new CrossProducts(runner)) {
            for (int i = 0; i < catalog.blocks().size(); i++) {
                Block block = current.blocks().get(i);
                int done = i;
                Consumer<String> doing = what -> progress.at(
                        "block " + block.id() + what, done, catalog.blocks().size());
                doing.accept("");
                current = step(current, block, stream, products, recipe, doing);
            }
        }
        progress.at("done", catalog.blocks().size(), catalog.blocks().size());
        return current;
    }

    private BlockCatalog step(
            BlockCatalog catalog,
            Block block,
            BorderStream stream,
            CrossProducts products,
            String recipe,
            Consumer<String> doing) {
        var file = store.file(catalog.model(), block.id(), block.original());
        var graph = OnnxReader.read(file.path());
        List<Map<String, Tensor>> inputs = stream.inputs();
        List<Map<String, Tensor>> answers;
        try (GraphRunner.LoadedGraph original = runner.load(graph.toBytes())) {
            answers = stream.answers(original, inputs);
        }
        BlockCatalog next = catalog;
        if (!block.isGlue() && !isDone(block, recipe)) {
            BlockSamples samples = new BlockSamples(inputs, answers);
            Block made = new BlockDescent(catalog, block, graph, samples, recipe, options, runner)
                    .make(products, store, what -> doing.accept(": " + what));
            next = withBlock(catalog, made);
            store.save(next);
        }
        stream.advance(answers);
        return next;
    }

    /** Layers whose weights are made by an operator all have the same: nothing could be told about their channels. */
    private void requireWeights(BlockCatalog catalog, Block block) {
        OnnxGraph graph = OnnxReader.read(
                store.file(catalog.model(), block.id(), block.original()).path());
        Map<String, NodeProto> producers = graph.producers();
        for (NodeProto node : graph.nodes()) {
            NodeProto weights = LAYERS.contains(node.getOpType()) ? producers.get(node.getInput(1)) : null;
            if (weights != null && weights.getOpType().equals("ConstantOfShape")) {
                throw new BlocksException(
                        "The weights %s of the network %s are left open (ConstantOfShape), so there is nothing that a smaller block could imitate. Maybe import it with --seed-weights, to try its structure."
                                .formatted(node.getInput(1), catalog.model()));
            }
        }
    }

    private static boolean isDone(Block block, String recipe) {
        Stream<String> made = block.descendants().stream().skip(1).map(Descendant::recipe);
        Stream<String> refused = block.dropped().stream().map(DroppedDescendant::recipe);
        return Set.of(recipe).equals(Stream.concat(made, refused).collect(Collectors.toSet()));
    }

    private static BlockCatalog withBlock(BlockCatalog catalog, Block block) {
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        blocks.replaceAll(other -> other.id().equals(block.id()) ? block : other);
        return catalog.withBlocks(blocks);
    }
}
