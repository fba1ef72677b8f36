/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.math.RidgeFit;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ChannelElimination.Stop;
import dev.ashlar.blocks.prune.ChannelMap.Linear;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes narrower versions of one block from samples of its inputs. */
public final class BlockPruner {
    /*
     * Group by group, front to back: the readers of a group are fitted to what the original layer answered, on the
     * inputs that they get from the groups already narrowed, so that later layers make up for what earlier ones lost.
     * Where a reader's inputs are still the original's, the fit and the order of elimination are the same for all
     * levels and made once.
     *
     * A fit takes a few square matrices of as many rows as its layer has inputs per place. Groups that a larger layer
     * reads (the first fully connected layer of the older networks) keep their channels: their fit would take gigabytes
     * and many minutes.
     */
    static final int MOST_FEATURES = 5120;

    private final ShapedGraph original;
    private final List<Map<String, Tensor>> samples;
    private final GraphRunner runner;
    private final CrossProducts products;
    private final List<Double> keeps;
    private final Map<String, Integer> widths = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Map<String, LayerSamples> targets;
    private final Map<String, Map<Integer, Stop>> shared = new HashMap<>();

    /**
     * Prepares the narrowing of a block.
     *
     * @param original folded
     * @param samples the block's inputs for each sample, batch 1
     * @param keeps all levels that will be asked for
     */
    public BlockPruner(
            ShapedGraph original,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products,
            List<Double> keeps,
            long seed) {
        this.original = original;
        this.samples = samples;
        this.runner = runner;
        this.products = products;
        this.keeps = keeps;
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
        ShapedGraph current = original;
        Set<String> dirty = new HashSet<>();
        for (String key : order) {
            BlockChannels channels = BlockChannels.of(current.graph(), current::shape);
            int width = LevelWidths.of(Lookup.in(widths, key), keep);
            for (ChannelGroup group : channels.groups()) {
                if (group.key().equals(key) && width < group.width()) {
                    Stop stop = stop(current, channels, group, width, dirty);
                    spoil(current.graph(), group, dirty);
                    current = narrowed(current, channels, group, stop);
                    break;
                }
            }
        }
        return current;
    }

    private Stop stop(ShapedGraph current, BlockChannels channels, ChannelGroup group, int width, Set<String> dirty) {
        boolean clean = group.readers().stream().noneMatch(reader -> dirty.contains(reader.in()));
        if (!clean) {
            return Lookup.in(eliminate(current, channels, group, Set.of(width)), width);
        }
        Map<Integer, Stop> stops = shared.get(group.key());
        if (stops == null) {
            Set<Integer> all = new TreeSet<>();
            keeps.forEach(keep -> all.add(LevelWidths.of(group.width(), keep)));
            stops = eliminate(current, channels, group, all);
            shared.put(group.key(), stops);
        }
        return Lookup.in(stops, width);
    }

    private Map<Integer, Stop> eliminate(
            ShapedGraph current, BlockChannels channels, ChannelGroup group, Set<Integer> stops) {
        List<Map<Integer, int[]>> features = new ArrayList<>();
        List<LinearLayer> layers = new ArrayList<>();
        for (Linear reader : group.readers()) {
            LinearLayer layer = new LinearLayer(current, reader.node());
            layers.add(layer);
            features.add(features(group, channels.map().classes(reader.in()), layer.featuresPerChannel()));
        }
        List<RidgeFit> fits = fits(current, layers);
        List<Integer> ordinals = new ArrayList<>();
        for (int i = 0; i < group.width(); i++) {
            ordinals.add(i);
        }
        return new ChannelElimination(ordinals, fits, features).run(stops);
    }

    /** For each member of the group, the features of a reader that belong to it. */
    private static Map<Integer, int[]> features(ChannelGroup group, int[] classes, int perChannel) {
        Map<Integer, List<Integer>> found = new HashMap<>();
        for (int channel = 0; channel < classes.length; channel++) {
            int ordinal = group.classes().indexOf(classes[channel]);
            for (int f = 0; ordinal >= 0 && f < perChannel; f++) {
                found.computeIfAbsent(ordinal, key -> new ArrayList<>()).add(channel * perChannel + f);
            }
        }
        Map<Integer, int[]> features = new HashMap<>();
        found.forEach((ordinal, list) ->
                features.put(ordinal, list.stream().mapToInt(Integer::intValue).toArray()));
        return features;
    }

    private List<RidgeFit> fits(ShapedGraph current, List<LinearLayer> layers) {
        Set<String> inputs = new TreeSet<>();
        List<NormalEquations> equations = new ArrayList<>();
        for (LinearLayer layer : layers) {
            inputs.add(layer.node().getInput(0));
            equations.add(new NormalEquations(products, layer.features() + 1, layer.targets()));
        }
        try (GraphRunner.LoadedGraph graph = runner.load(current.graph().toBytes(inputs))) {
            for (int sample = 0; sample < samples.size(); sample++) {
                Map<String, Tensor> seen = graph.run(samples.get(sample), inputs);
                for (int i = 0; i < layers.size(); i++) {
                    LinearLayer layer = layers.get(i);
                    Tensor input = Lookup.in(seen, layer.node().getInput(0));
                    Lookup.in(targets, layer.node().getOutput(0)).addTo(equations.get(i), layer, input, sample);
                }
            }
        }
        List<RidgeFit> fits = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            fits.add(new RidgeFit(equations.get(i).finish(), layers.get(i).weights(current.graph())));
        }
        return fits;
    }

    private static ShapedGraph narrowed(ShapedGraph current, BlockChannels channels, ChannelGroup group, Stop stop) {
        BitSet gone = new BitSet();
        for (int i = 0; i < group.width(); i++) {
            if (!stop.kept().contains(i)) {
                gone.set(group.classes().get(i));
            }
        }
        ShapedGraph pruned = ChannelPruner.without(current, channels.map(), gone);
        OnnxGraph graph = pruned.graph();
        for (int i = 0; i < group.readers().size(); i++) {
            NodeProto node = Lookup.in(graph.producers(), group.readers().get(i).out());
            LinearLayer layer = new LinearLayer(new ShapedGraph(graph, pruned.shapes()), node);
            graph = layer.with(graph, stop.weights().get(i));
        }
        return new ShapedGraph(graph, pruned.shapes());
    }

    /** Notes the tensors that are no longer the original's once the group is narrowed. */
    private static void spoil(OnnxGraph graph, ChannelGroup group, Set<String> dirty) {
        group.readers().forEach(reader -> {
            dirty.add(reader.in());
            dirty.add(reader.out());
        });
        for (NodeProto node : graph.nodes()) {
            if (node.getInputList().stream().anyMatch(dirty::contains)) {
                dirty.addAll(node.getOutputList());
            }
        }
    }
}
