/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ChannelMap.Linear;
import dev.ashlar.blocks.prune.ChannelMap.Selected;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The channels of a block that may go, in groups that are written and read by the same layers. */
public final class BlockChannels {
    private final OnnxGraph graph;
    private final Function<String, Shape> shapes;
    private final ChannelMap map;
    private final List<ChannelGroup> groups;

    private BlockChannels(OnnxGraph graph, Function<String, Shape> shapes) {
        this.graph = graph;
        this.shapes = shapes;
        this.map = ChannelMap.of(graph, shapes);
        this.groups = findGroups();
    }

    /**
     * The channels of a block.
     *
     * @param shapes static shapes of the tensors that are no constants
     */
    public static BlockChannels of(OnnxGraph graph, Function<String, Shape> shapes) {
        return new BlockChannels(graph, shapes);
    }

    ChannelMap map() {
        return map;
    }

    /** The groups, in the order in which their last writers come. */
    public List<ChannelGroup> groups() {
        return groups;
    }

    private List<ChannelGroup> findGroups() {
        BitSet fixed = map.fixedClasses();
        Map<Integer, Set<Linear>> writers = new LinkedHashMap<>();
        Map<Integer, Set<Linear>> readers = new HashMap<>();
        for (Linear linear : map.linears()) {
            for (int channel : map.classes(linear.out())) {
                writers.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(linear);
            }
            for (int channel : map.classes(linear.in())) {
                readers.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(linear);
            }
        }
        for (Selected selected : map.selections()) {
            Linear writer = new Linear(selected.node(), selected.from(), selected.to());
            for (int channel : map.classes(selected.to())) {
                writers.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(writer);
            }
        }
        Map<List<Set<Linear>>, List<Integer>> together = new LinkedHashMap<>();
        writers.forEach((channel, by) -> {
            Set<Linear> to = readers.get(channel);
            if (to != null && !fixed.get(channel)) {
                together.computeIfAbsent(List.of(by, to), key -> new ArrayList<>())
                        .add(channel);
            }
        });
        List<ChannelGroup> found = new ArrayList<>();
        together.forEach((layers, channels) -> {
            if (channels.size() > 1) {
                found.add(new ChannelGroup(List.copyOf(layers.get(0)), List.copyOf(layers.get(1)), channels));
            }
        });
        return List.copyOf(found);
    }

    /** Multiply-accumulates in layers that lose channels when groups do. */
    public long elasticMacs() {
        BitSet free = new BitSet();
        groups.forEach(group -> group.classes().forEach(free::set));
        Set<String> elastic = new HashSet<>();
        for (Linear linear : map.linears()) {
            if (anyFree(free, linear.in()) || anyFree(free, linear.out())) {
                elastic.add(linear.out());
            }
        }
        map.slices().forEach(slice -> {
            if (anyFree(free, slice.tensor())) {
                elastic.add(slice.node().getOutput(0));
            }
        });
        GraphConstants constants = new GraphConstants(graph);
        long macs = 0;
        for (NodeProto node : graph.nodes()) {
            macs += elastic.contains(node.getOutput(0)) ? ComputeCost.macs(constants, node, shapes) : 0;
        }
        return macs;
    }

    private boolean anyFree(BitSet free, String tensor) {
        for (int channel : map.classes(tensor)) {
            if (free.get(channel)) {
                return true;
            }
        }
        return false;
    }
}
