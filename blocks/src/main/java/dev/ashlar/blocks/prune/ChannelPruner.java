/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Takes channels out of a block: every constant that has a slice for one loses it. */
final class ChannelPruner {
    private final ShapedGraph block;
    private final ChannelMap map;
    private final BitSet gone;
    private final Map<String, TensorProto> constants;
    private final Map<String, NodeProto> nodes = new LinkedHashMap<>();
    private final Map<String, NodeProto> choices = new HashMap<>();
    private final Map<String, Shape> chosenShapes = new HashMap<>();

    private ChannelPruner(ShapedGraph block, ChannelMap map, BitSet gone) {
        this.block = block;
        this.map = map;
        this.gone = gone;
        this.constants = new LinkedHashMap<>(block.graph().constants());
        block.graph().nodes().forEach(node -> nodes.put(node.getOutput(0), node));
    }

    /** The block without the channels of the classes {@code gone}. */
    static ShapedGraph without(ShapedGraph block, ChannelMap map, BitSet gone) {
        return new ChannelPruner(block, map, gone).prune();
    }

    private ShapedGraph prune() {
        map.linears().forEach(linear -> {
            NodeProto node = linear.node();
            int[] in = kept(linear.in());
            int[] out = kept(linear.out());
            switch (node.getOpType()) {
                case "ConvTranspose" -> sliceLinear(node, in, out, 0, 1);
                case "Gemm" -> {
                    boolean rowsAreOutputs = Attributes.integer(node, "transB", 0) != 0;
                    sliceLinear(node, in, out, rowsAreOutputs ? 1 : 0, rowsAreOutputs ? 0 : 1);
                }
                default -> sliceLinear(node, in, out, 1, 0);
            }
        });
        for (ChannelMap.Sliced slice : map.slices()) {
            slice(slice.node(), slice.index(), slice.axis(), kept(slice.tensor()));
            if (slice.node().getOpType().equals("Conv")) {
                long groups = kept(slice.node().getInput(0)).length / channelsPerGroup(slice.node());
                update(slice.node(), node -> Attributes.with(node, Attributes.of("group", groups)));
            }
        }
        map.selections().forEach(this::select);
        map.counts().forEach(this::recount);
        OnnxGraph pruned = block.graph().with(ordered(), constants).withoutDead();
        return new ShapedGraph(pruned, shapes());
    }

    private long channelsPerGroup(NodeProto convolution) {
        return Constants.shape(Lookup.in(block.graph().constants(), convolution.getInput(1)))
                .dim(1);
    }

    /** Has a depthwise operator read only those channels that what stays of its output is made of. */
    private void select(ChannelMap.Selected selected) {
        int[] kept = kept(selected.to());
        if (kept.length == block.shape(selected.to()).dim(1)) {
            return;
        }
        String chosen = selected.to() + "/chosen";
        constants.put(
                chosen + "/channels",
                Constants.ofIntegers(
                        chosen + "/channels",
                        IntStream.of(kept).mapToLong(i -> i / selected.times()).toArray()));
        update(selected.node(), node -> Attributes.with(node, Attributes.of("group", kept.length)).toBuilder()
                .setInput(0, chosen)
                .build());
        choices.put(
                selected.to(),
                NodeProto.newBuilder()
                        .setOpType("Gather")
                        .setName(chosen)
                        .addInput(selected.from())
                        .addInput(chosen + "/channels")
                        .addOutput(chosen)
                        .addAttribute(Attributes.of("axis", 1))
                        .build());
        chosenShapes.put(chosen, block.shape(selected.from()).with(1, kept.length));
    }

    /** The operators in order, each behind the choice of channels that it reads. */
    private List<NodeProto> ordered() {
        List<NodeProto> ordered = new ArrayList<>();
        nodes.forEach((output, node) -> {
            NodeProto choice = choices.get(output);
            if (choice != null) {
                ordered.add(choice);
            }
            ordered.add(node);
        });
        return ordered;
    }

    /** Indices of the channels of a tensor that stay. */
    private int[] kept(String tensor) {
        int[] classes = map.classes(tensor);
        return IntStream.range(0, classes.length)
                .filter(i -> !gone.get(classes[i]))
                .toArray();
    }

    private void sliceLinear(NodeProto node, int[] in, int[] out, int inAxis, int outAxis) {
        slice(node, 1, inAxis, in);
        slice(node, 1, outAxis, out);
        if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
            slice(node, 2, 0, out);
        }
    }

    private void update(NodeProto node, UnaryOperator<NodeProto> change) {
        nodes.computeIfPresent(node.getOutput(0), (name, current) -> change.apply(current));
    }

    /** Replaces a constant input by one with these slices alone; constants may be shared, so it gets a new name. */
    private void slice(NodeProto node, int index, int axis, int[] keep) {
        NodeProto current = nodes.getOrDefault(node.getOutput(0), node);
        TensorProto constant = constants.get(current.getInput(index));
        if (constant == null || Constants.shape(constant).dim(axis) == keep.length) {
            return;
        }
        String name = node.getInput(index) + "/" + node.getOutput(0) + "/" + index;
        constants.put(name, slice(constant, axis, keep, name));
        update(node, before -> before.toBuilder().setInput(index, name).build());
    }

    private static TensorProto slice(TensorProto constant, int axis, int[] keep, String name) {
        Shape shape = Constants.shape(constant);
        float[] from = Constants.floats(constant);
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= Math.toIntExact(shape.dim(i));
        }
        int extent = Math.toIntExact(shape.dim(axis));
        int outer = from.length / (inner * extent);
        float[] to = new float[outer * keep.length * inner];
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (int channel : keep) {
                System.arraycopy(from, (o * extent + channel) * inner, to, at, inner);
                at += inner;
            }
        }
        return Constants.ofFloats(name, shape.with(axis, keep.length), to);
    }

    private void recount(ChannelMap.Counted counted) {
        NodeProto node = counted.node();
        TensorProto constant = constants.get(node.getInput(counted.index()));
        int kept = kept(counted.tensor()).length;
        if (constant == null || constant.getDimsList().get(0) < 2) {
            return;
        }
        long[] target = Constants.integers(constant);
        if (target[1] > 0 && target[1] != kept) {
            target[1] = kept;
            String name = node.getInput(counted.index()) + "/" + node.getOutput(0);
            constants.put(name, Constants.ofIntegers(name, target));
            update(
                    node,
                    before -> before.toBuilder().setInput(counted.index(), name).build());
        }
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new HashMap<>(chosenShapes);
        List<String> names = new ArrayList<>(block.shapes().keySet());
        for (String name : names) {
            Shape shape = block.shape(name);
            shapes.put(name, shape.rank() < 2 ? shape : shape.with(1, kept(name).length));
        }
        return shapes;
    }
}
