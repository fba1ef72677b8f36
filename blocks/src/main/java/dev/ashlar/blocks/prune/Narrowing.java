/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
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
import java.util.stream.IntStream;

/** A block that gets narrower group by group, down to one level. */
final class Narrowing {
    private final BlockPruner pruner;
    private final List<Map<String, Tensor>> noisy;
    private final Set<String> dirty = new HashSet<>();

    /** For the outputs of layers, which of the original's channels are left; all where there is no entry. */
    private final Map<String, int[]> left = new HashMap<>();

    private ShapedGraph current;

    /** @param noisy for each sample, the block's inputs behind compressed blocks; or empty */
    Narrowing(BlockPruner pruner, List<Map<String, Tensor>> noisy) {
        this.pruner = pruner;
        this.noisy = noisy;
        this.current = pruner.original();
    }

    ShapedGraph block() {
        return current;
    }

    /** Takes channels out of one group until no more than {@code width} are left. */
    void narrow(String key, int width) {
        BlockChannels channels = BlockChannels.of(current.graph(), current::shape);
        for (ChannelGroup group : channels.groups()) {
            if (group.key().equals(key) && width < group.width()) {
                Stop stop = stop(channels, group, width);
                spoil(group);
                narrow(channels, group, stop);
                return;
            }
        }
    }

    private Stop stop(BlockChannels channels, ChannelGroup group, int width) {
        boolean clean = group.readers().stream()
                .noneMatch(reader -> dirty.contains(reader.in()) || left.containsKey(reader.out()));
        if (!clean || !noisy.isEmpty()) {
            return Lookup.in(eliminate(channels, group, clean, Set.of(width)), width);
        }
        if (pruner.shared(group.key()).isEmpty()) {
            pruner.share(group.key(), eliminate(channels, group, true, pruner.levels(group.width())));
        }
        return Lookup.in(pruner.shared(group.key()), width);
    }

    private Map<Integer, Stop> eliminate(
            BlockChannels channels, ChannelGroup group, boolean clean, Set<Integer> stops) {
        List<Map<Integer, int[]>> features = new ArrayList<>();
        List<LinearLayer> layers = new ArrayList<>();
        for (Linear reader : group.readers()) {
            LinearLayer layer = new LinearLayer(current, reader.node());
            layers.add(layer);
            features.add(features(group, channels.map().classes(reader.in()), layer.featuresPerChannel()));
        }
        List<NormalEquations> equations = equations(group, layers, clean);
        List<RidgeFit> fits = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            fits.add(new RidgeFit(equations.get(i).finish(), layers.get(i).weights(current.graph())));
        }
        List<Integer> ordinals = IntStream.range(0, group.width()).boxed().toList();
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

    /** Sums over all samples. Those of the original are the same at every level where nothing changed before. */
    private List<NormalEquations> equations(ChannelGroup group, List<LinearLayer> layers, boolean clean) {
        List<NormalEquations> equations = clean ? pruner.kept(group.key()) : List.of();
        if (equations.isEmpty()) {
            equations = pruner.equations(layers);
            addTo(equations, layers, pruner.samples(), !clean);
            if (clean && !noisy.isEmpty()) {
                pruner.keep(group.key(), equations);
            }
        }
        List<NormalEquations> all =
                equations.stream().map(NormalEquations::from).toList();
        addTo(all, layers, noisy, true);
        return all;
    }

    private void addTo(
            List<NormalEquations> equations,
            List<LinearLayer> layers,
            List<Map<String, Tensor>> inputs,
            boolean withPartners) {
        Set<String> wanted = new TreeSet<>();
        for (LinearLayer layer : layers) {
            wanted.add(layer.node().getInput(0));
            String partner = pruner.targets(layer.node().getOutput(0)).partner();
            if (withPartners && partner != null) {
                wanted.add(partner);
            }
        }
        wanted.removeAll(current.graph().inputNames());
        try (GraphRunner.LoadedGraph graph =
                pruner.runner().load(current.graph().toBytes(wanted))) {
            graph.runEach(inputs, wanted, (sample, answers) -> {
                Map<String, Tensor> seen = new HashMap<>(answers);
                if (withPartners) {
                    seen.putAll(inputs.get(sample));
                }
                for (int i = 0; i < layers.size(); i++) {
                    LinearLayer layer = layers.get(i);
                    int[] channels = left.getOrDefault(layer.node().getOutput(0), all(layer.outChannels()));
                    pruner.targets(layer.node().getOutput(0)).addTo(equations.get(i), layer, channels, seen, sample);
                }
            });
        }
    }

    private static int[] all(int channels) {
        return IntStream.range(0, channels).toArray();
    }

    private void narrow(BlockChannels channels, ChannelGroup group, Stop stop) {
        BitSet gone = new BitSet();
        for (int i = 0; i < group.width(); i++) {
            if (!stop.kept().contains(i)) {
                gone.set(group.classes().get(i));
            }
        }
        for (Linear linear : channels.map().linears()) {
            int[] classes = channels.map().classes(linear.out());
            int[] before = left.getOrDefault(linear.out(), all(classes.length));
            int[] after = IntStream.range(0, classes.length)
                    .filter(i -> !gone.get(classes[i]))
                    .map(i -> before[i])
                    .toArray();
            if (after.length < before.length) {
                left.put(linear.out(), after);
            }
        }
        ShapedGraph pruned = ChannelPruner.without(current, channels.map(), gone);
        OnnxGraph graph = pruned.graph();
        for (int i = 0; i < group.readers().size(); i++) {
            NodeProto node = Lookup.in(graph.producers(), group.readers().get(i).out());
            LinearLayer layer = new LinearLayer(new ShapedGraph(graph, pruned.shapes()), node);
            graph = layer.with(graph, stop.weights().get(i));
        }
        current = new ShapedGraph(graph, pruned.shapes());
    }

    /** Notes the tensors that are no longer the original's once the group is narrowed. */
    private void spoil(ChannelGroup group) {
        group.readers().forEach(reader -> {
            dirty.add(reader.in());
            dirty.add(reader.out());
        });
        for (NodeProto node : current.graph().nodes()) {
            if (node.getInputList().stream().anyMatch(dirty::contains)) {
                dirty.addAll(node.getOutputList());
            }
        }
    }
}
