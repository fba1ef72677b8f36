/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which channels of a block belong together: every channel of every tensor is a member of a class, and a class goes or
 * stays as a whole.
 */
final class ChannelMap implements ChannelSink {
    /*
     * One element per channel of every tensor, joined wherever an operator ties two of them: so concatenation, grouped
     * convolutions, flattening and residual sums need no special cases further on. A class is fixed if one of its
     * members belongs to a tensor that must keep its channels: the block's own inputs and outputs, and whatever an
     * operator reads that no rule covers. A depthwise layer that reads a tensor of the block's borders does not tie its
     * output to it: what stays of the output is computed from a choice of the channels there. (The dependency graph of Fang et al., DepGraph, CVPR 2023, at the grain of
     * channels instead of layers.)
     */
    private final Function<String, Shape> shapes;
    private final Set<String> borders;
    private final List<Selected> selections = new ArrayList<>();
    private final DisjointSets sets = new DisjointSets();
    private final Map<String, int[]> members = new HashMap<>();
    private final BitSet fixedMembers = new BitSet();
    private final List<Linear> linears = new ArrayList<>();
    private final List<Sliced> slices = new ArrayList<>();
    private final List<Counted> counts = new ArrayList<>();

    private ChannelMap(Function<String, Shape> shapes, Set<String> borders) {
        this.shapes = shapes;
        this.borders = borders;
    }

    /** A depthwise operator that may work on a choice of the channels of {@code from}, each made {@code times} new ones. */
    record Selected(NodeProto node, String from, String to, int times) {}

    /** The operator mixes the channels of {@code in} into new ones of {@code out}. */
    record Linear(NodeProto node, String in, String out) {}

    /** A constant with one slice along {@code axis} per channel of {@code tensor}. */
    record Sliced(NodeProto node, int index, int axis, String tensor) {}

    /** A constant shape that names the number of channels of {@code tensor}. */
    record Counted(NodeProto node, int index, String tensor) {}

    /** The channels of a block whose inputs and outputs keep theirs. */
    static ChannelMap of(OnnxGraph block, Function<String, Shape> shapes) {
        Set<String> borders = new HashSet<>(block.outputs());
        block.inputs().forEach(input -> borders.add(input.getName()));
        ChannelMap map = new ChannelMap(shapes, borders);
        ChannelRules.tell(new GraphConstants(block), block.nodes(), shapes, map);
        borders.forEach(map::fixed);
        return map;
    }

    private int[] members(String tensor) {
        return members.computeIfAbsent(tensor, name -> {
            Shape shape = shapes.apply(name);
            int channels = shape.rank() < 2 ? 0 : Math.toIntExact(shape.dim(1));
            int first = sets.add(channels);
            int[] fresh = new int[channels];
            for (int i = 0; i < channels; i++) {
                fresh[i] = first + i;
            }
            return fresh;
        });
    }

    @Override
    public void same(String left, String right) {
        int[] a = members(left);
        int[] b = members(right);
        for (int i = 0; i < a.length; i++) {
            sets.union(a[i], b[i]);
        }
    }

    @Override
    public void concatenated(List<String> parts, String whole) {
        int[] all = members(whole);
        int at = 0;
        for (String part : parts) {
            for (int member : members(part)) {
                sets.union(member, all[at++]);
            }
        }
    }

    @Override
    public void repeated(String from, String to, int times) {
        int[] a = members(from);
        int[] b = members(to);
        for (int i = 0; i < b.length; i++) {
            sets.union(a[i / times], b[i]);
        }
    }

    @Override
    public void depthwise(NodeProto node, String from, String to, int times) {
        if (borders.contains(from)) {
            selections.add(new Selected(node, from, to, times));
        } else {
            repeated(from, to, times);
        }
    }

    @Override
    public void grouped(String from, String to, int groups) {
        int[] a = members(from);
        int[] b = members(to);
        for (int i = 0; i < a.length; i++) {
            sets.union(a[i], b[i / (a.length / groups) * (b.length / groups)]);
        }
        for (int i = 0; i < b.length; i++) {
            sets.union(b[i], b[i - i % (b.length / groups)]);
        }
    }

    @Override
    public void linear(NodeProto node, String in, String out) {
        linears.add(new Linear(node, in, out));
    }

    @Override
    public void sliced(NodeProto node, int index, int axis, String tensor) {
        slices.add(new Sliced(node, index, axis, tensor));
    }

    @Override
    public void counted(NodeProto node, int index, String tensor) {
        counts.add(new Counted(node, index, tensor));
    }

    @Override
    public void fixed(String tensor) {
        for (int member : members(tensor)) {
            fixedMembers.set(member);
        }
    }

    List<Linear> linears() {
        return linears;
    }

    List<Selected> selections() {
        return selections;
    }

    List<Sliced> slices() {
        return slices;
    }

    List<Counted> counts() {
        return counts;
    }

    /** The class of every channel of a tensor, in order. */
    int[] classes(String tensor) {
        int[] all = members(tensor);
        int[] classes = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            classes[i] = sets.find(all[i]);
        }
        return classes;
    }

    /** The classes that must stay. */
    BitSet fixedClasses() {
        BitSet fixed = new BitSet();
        for (int member = fixedMembers.nextSetBit(0); member >= 0; member = fixedMembers.nextSetBit(member + 1)) {
            fixed.set(sets.find(member));
        }
        return fixed;
    }
}
