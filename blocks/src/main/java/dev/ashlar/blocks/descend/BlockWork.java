/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.factor.BlockFactorizer;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.FitCost;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.retrain.Lessons;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps that make the descendants of one block. */
final class BlockWork {
    static final DescendantId INT8 = new DescendantId("int8");

    private final Workshop shop;
    private final FeatureStreams streams;
    private final SampleSplit split;
    private final int index;
    private final Block block;
    private final List<String> outputs;
    private final BlockOffers offers;
    private @Nullable OnnxGraph folded;
    private @Nullable BlockPruner pruner;
    private double fitCost;

    BlockWork(Workshop shop, FeatureStreams streams, SampleSplit split, int index) {
        this.shop = shop;
        this.streams = streams;
        this.split = split;
        this.index = index;
        this.block = shop.ledger().block(index);
        this.outputs = block.outputs().stream().map(TensorSpec::name).toList();
        this.offers = new BlockOffers(shop, streams, split, index);
    }

    private OnnxGraph read(Descendant descendant) {
        return OnnxReader.read(shop.store()
                .file(shop.ledger().catalog().model(), block.id(), descendant)
                .path());
    }

    /** The original with its normalisations folded into its layers. */
    private synchronized OnnxGraph folded() {
        OnnxGraph known = folded;
        if (known == null) {
            known = BlockPruner.fold(read(block.original()));
            folded = known;
        }
        return known;
    }

    /** Runs the original on all images. */
    void look() {
        try (GraphRunner.LoadedGraph original =
                shop.runner().load(read(block.original()).toBytes())) {
            List<Map<String, Tensor>> inputs = streams.inputs(
                    FeatureStreams.ORIGINAL,
                    index,
                    IntStream.range(0, split.images().size()).boxed().toList());
            original.runEach(inputs, outputs, (row, answers) -> {
                answers.values().forEach(answer -> requireNumbers(answer, row));
                streams.put(FeatureStreams.ORIGINAL, row, answers);
            });
        }
    }

    private void requireNumbers(Tensor tensor, int row) {
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new BlocksException(
                        "Block %s of %s answers with %s for %s. Maybe the weights of the network are damaged, its preprocessing is not the one it was trained with, or the image is odd: leave it out."
                                .formatted(
                                        block.id(),
                                        shop.ledger().catalog().model(),
                                        values.get(i),
                                        streams.describe(row)));
            }
        }
    }

    /** Carries the stream of a level through the block: another descendant for each image. */
    void mix(Level level) {
        Prefix prefix = new Prefix(
                shop.ledger(), shop.gate(), shop.levels(), shop.options().seed());
        List<Descendant> choices = prefix.choices(index, level);
        if (choices.size() == 1 && !streams.isChanged(level.stream(), index)) {
            return;
        }
        Set<String> needed = FeatureStreams.neededBehind(shop.ledger().catalog(), index);
        List<String> wanted = outputs.stream().filter(needed::contains).toList();
        List<GraphRunner.LoadedGraph> loaded = new ArrayList<>();
        TensorPool pool = new TensorPool();
        try {
            for (Descendant choice : choices) {
                loaded.add(shop.runner().load(read(choice).toBytes()));
            }
            for (int row : split.seen()) {
                int drawn =
                        prefix.draw(choices.size(), index, level, split.images().get(row));
                Map<String, Tensor> inputs = streams.inputs(level.stream(), index, row);
                Map<String, Tensor> answers = loaded.get(drawn).run(inputs, wanted, pool);
                streams.put(level.stream(), row, answers);
                answers.values().forEach(Tensor::release);
            }
        } finally {
            loaded.forEach(GraphRunner.LoadedGraph::close);
        }
    }

    /** Makes the pruned descendant of a level in closed form. */
    void fit(Level level) {
        List<Map<String, Tensor>> noisy = streams.isChanged(level.stream(), index)
                ? streams.inputs(level.stream(), index, split.fitted())
                : List.of();
        ShapedGraph narrow = pruner().at(level.keep(), noisy);
        String recipe = shop.recipe().fitted();
        if (isLikeAnother(narrow)) {
            offers.refuse(level.pruned(), "as wide as another descendant: its layers are too narrow", recipe);
        } else {
            offers.keep(
                    level.pruned(),
                    List.of(new Compression.ChannelPruning(level.keep())),
                    narrow.graph(),
                    macs(narrow),
                    recipe);
        }
    }

    private ShapedGraph shaped() {
        try (TensorProbe probe = new TensorProbe(folded(), shop.runner())) {
            Map<String, Tensor> sample = streams.inputs(
                    FeatureStreams.ORIGINAL, index, split.fitted().get(0));
            return new ShapedGraph(folded(), probe.look(sample).shapes());
        }
    }

    /** Puts two thin layers in the place of each large one. */
    void factorise(double share) {
        ShapedGraph thin = new BlockFactorizer(
                        shaped(),
                        streams.inputs(FeatureStreams.ORIGINAL, index, split.fitted()),
                        shop.runner(),
                        shop.products(),
                        shop.options().seed())
                .at(share);
        String recipe = shop.recipe().fitted();
        if (thin == null) {
            offers.refuse(lowRank(share), "no layer is large enough to get cheaper as two thin ones", recipe);
        } else {
            offers.keep(lowRank(share), List.of(new Compression.LowRank(share)), thin.graph(), macs(thin), recipe);
        }
    }

    /** The name of a descendant of low rank. */
    static DescendantId lowRank(double share) {
        return new DescendantId("rank-%02d".formatted(Math.round(share * 100)));
    }

    private BlockPruner pruner() {
        BlockPruner known = pruner;
        if (known == null) {
            List<Map<String, Tensor>> samples = streams.inputs(FeatureStreams.ORIGINAL, index, split.fitted());
            known = new BlockPruner(
                    shaped(),
                    samples,
                    shop.runner(),
                    shop.products(),
                    shop.widths(),
                    shop.options().seed());
            pruner = known;
        }
        return known;
    }

    /** What a fit of the block costs, relative to those of other blocks. */
    double fitCost() {
        if (fitCost == 0) {
            fitCost = FitCost.of(
                    read(block.original()), block.macs(), split.fitted().size());
        }
        return fitCost;
    }

    /** Forgets what only the closed form needs. */
    void rest() {
        pruner = null;
    }

    private boolean isLikeAnother(ShapedGraph narrow) {
        Set<Long> sizes = new HashSet<>(Set.of(folded().constantBytes()));
        for (Level level : shop.levels()) {
            Descendant made = shop.ledger().find(index, level.pruned());
            if (made != null) {
                sizes.add(made.weightBytes());
            }
        }
        return sizes.contains(narrow.graph().constantBytes());
    }

    private static long macs(ShapedGraph made) {
        GraphConstants constants = new GraphConstants(made.graph());
        return made.graph().nodes().stream()
                .mapToLong(node -> ComputeCost.macs(constants, node, made::shape))
                .sum();
    }

    /**
     * Trains a descendant, if there is one of this name.
     *
     * @param noise the level whose stream half of the samples come from; null for the original's alone
     */
    void train(DescendantId id, @Nullable Level noise, BlockTraining training) {
        Descendant made = shop.ledger().find(index, id);
        if (made == null) {
            return;
        }
        BlockTraining.Trained trained = training.train(
                block.id() + "/" + id, read(made), lessons(noise, split.fitted()), lessons(noise, split.stopping()));
        String recipe = shop.recipe().trained(trained.share() * split.share());
        offers.keep(made.id(), made.compressions(), trained.graph(), made.macs(), recipe);
    }

    private Lessons lessons(@Nullable Level noise, List<Integer> rows) {
        List<Map<String, Tensor>> clean = streams.inputs(FeatureStreams.ORIGINAL, index, rows);
        List<Map<String, Tensor>> noisy = noise != null && streams.isChanged(noise.stream(), index)
                ? streams.inputs(noise.stream(), index, rows)
                : clean;
        return new Lessons(clean, noisy, streams.answers(index, rows));
    }

    /** Makes the 8-bit version of the original. */
    void round() {
        round(INT8, folded(), List.of(), block.macs(), shop.recipe().fitted());
    }

    /** Makes the 8-bit version of the pruned descendant of a level, if there is one. */
    void round(Level level) {
        Descendant pruned = shop.ledger().find(index, level.pruned());
        if (pruned != null && !shop.ledger().isMade(index, level.rounded(), pruned.recipe()::equals)) {
            round(level.rounded(), read(pruned), pruned.compressions(), pruned.macs(), pruned.recipe());
        }
    }

    private void round(DescendantId id, OnnxGraph graph, List<Compression> before, long macs, String recipe) {
        String obstacle = Rounding.obstacle(graph);
        if (obstacle != null) {
            offers.refuse(id, obstacle, recipe);
            return;
        }
        OnnxGraph rounded = rounded(graph);
        List<Compression> compressions = new ArrayList<>(before);
        compressions.add(new Compression.Int8());
        offers.keep(id, compressions, rounded, macs, recipe);
    }

    /** A descendant in floating point, for training. */
    OnnxGraph graph(Descendant descendant) {
        return descendant.isOriginal() ? folded() : read(descendant);
    }

    /**
     * A descendant with other weights, and its 8-bit version where it has one; judged, and ready to be offered. The gate
     * does not hold for them: answers that suit the network may differ from those of the block.
     */
    List<Runnable> remade(Descendant before, OnnxGraph graph, String recipe) {
        List<Runnable> remade = new ArrayList<>(List.of(offers.judged(before, graph, recipe)));
        List<Compression> rounded = new ArrayList<>(before.compressions());
        rounded.add(new Compression.Int8());
        for (Descendant twin : block.descendants()) {
            if (twin.compressions().equals(rounded)) {
                remade.add(offers.judged(twin, rounded(graph), recipe));
            }
        }
        return remade;
    }

    private OnnxGraph rounded(OnnxGraph graph) {
        return new Rounding(
                        streams,
                        index,
                        split.ranging(),
                        shop.runner(),
                        shop.options().seed())
                .of(graph);
    }
}
