/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ChannelElimination.Stop;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes narrower versions of one block from samples of its inputs.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class BlockPruner {
    /*
     * Group by group, front to back: the readers of a group are fitted to what the original layer answered, on the
     * inputs that they get from the groups already narrowed, so that later layers make up for what earlier ones lost.
     * Where a reader's inputs are still the original's, the fit and the order of elimination are the same for all
     * levels and made once. Where samples from compressed blocks are given as well, a fit counts both kinds alike.
     *
     * A fit takes a few square matrices of as many rows as its layer has inputs per place. Groups that a larger layer
     * reads (the first fully connected layer of the older networks) keep their channels: their fit would take gigabytes
     * and many minutes.
     */
    static final int MOST_FEATURES = 5120;

    /** Sums of samples are kept for the next level up to so many features; of more they take too much memory. */
    private static final int MOST_KEPT = 2400;

    private final ShapedGraph original;
    private final List<Map<String, Tensor>> samples;
    private final GraphRunner runner;
    private final CrossProducts products;
    private final LevelWidths levels;
    private final Map<String, Integer> widths = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Map<String, LayerSamples> targets;
    private final Map<String, Map<Integer, Stop>> shared = new HashMap<>();
    private final Map<String, List<NormalEquations>> clean = new HashMap<>();

    /**
     * Prepares the narrowing of a block.
     *
     * @param original folded
     * @param samples the block's inputs for each sample, batch 1
     * @param levels all that will be asked for
     */
    public BlockPruner(
            ShapedGraph original,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products,
            LevelWidths levels,
            long seed) {
        this.original = original;
        this.samples = samples;
        this.runner = runner;
        this.products = products;
        this.levels = levels;
        BlockChannels channels = BlockChannels.of(original.graph(), original::shape);
        Map<String, NodeProto> readers = new HashMap<>();
        for (ChannelGroup group : channels.groups()) {
            if (isAffordable(group)) {
                order.add(group.key());
                widths.put(group.key(), group.width());
                group.readers().forEach(reader -> readers.put(reader.out(), reader.node()));
            }
        }
        this.targets = LayerSamples.collect(original, readers, samples, runner, seed);
    }

    private boolean isAffordable(ChannelGroup group) {
        return group.readers().stream()
                .allMatch(reader -> new LinearLayer(original, reader.node()).features() <= MOST_FEATURES);
    }

    /** Folds what can be folded into the layers of a block; the first step of every descendant. */
    public static OnnxGraph fold(OnnxGraph block) {
        return LayerFolding.fold(block);
    }

    /** Whether the block has channels that may go. */
    public boolean isElastic() {
        return !order.isEmpty();
    }

    /** The block at a level, or the original if no group gets narrower. */
    public ShapedGraph at(double keep) {
        return at(keep, List.of());
    }

    /**
     * The block at a level, fitted to samples from compressed blocks as well.
     *
     * @param noisy for each sample, what the block reads where the blocks before it are compressed; or empty
     */
    public ShapedGraph at(double keep, List<Map<String, Tensor>> noisy) {
        Argument.require(
                noisy.isEmpty() || noisy.size() == samples.size(),
                "There must be as many samples from compressed blocks (%d) as others (%d), or none.",
                noisy.size(),
                samples.size());
        Narrowing narrowing = new Narrowing(this, noisy);
        for (String key : order) {
            narrowing.narrow(key, levels.of(Lookup.in(widths, key), keep));
        }
        return narrowing.block();
    }

    ShapedGraph original() {
        return original;
    }

    List<Map<String, Tensor>> samples() {
        return samples;
    }

    GraphRunner runner() {
        return runner;
    }

    LayerSamples targets(String output) {
        return Lookup.in(targets, output);
    }

    /** Empty sums for the readers of a group. */
    List<NormalEquations> equations(List<LinearLayer> layers) {
        return layers.stream()
                .map(layer -> new NormalEquations(products, layer.features() + 1, layer.targets()))
                .toList();
    }

    /** What was kept of the sums over samples of the original for the readers of a group, or empty. */
    List<NormalEquations> kept(String group) {
        return clean.getOrDefault(group, List.of());
    }

    void keep(String group, List<NormalEquations> equations) {
        if (equations.stream().allMatch(sums -> sums.features() <= MOST_KEPT)) {
            clean.put(group, equations);
        }
    }

    /** What is left of a group at every level, or empty if its elimination was not made yet. */
    Map<Integer, Stop> shared(String group) {
        return shared.getOrDefault(group, Map.of());
    }

    void share(String group, Map<Integer, Stop> stops) {
        shared.put(group, stops);
    }

    /** The widths of a group at all levels. */
    Set<Integer> levels(int width) {
        return levels.all(width);
    }
}
