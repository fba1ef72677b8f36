/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ChannelRules;
import dev.ashlar.blocks.prune.ChannelSink;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells quickly how much of the compute between two borders lies in layers that could lose channels: the tie between
 * channels at the grain of whole tensors.
 */
final class ElasticEstimate {
    /*
     * What an operator says of the channels of its tensors depends on nothing but the operator, and is asked once; a
     * part of the network joins what its operators say.
     */
    private final GraphConstants constants;
    private final Function<String, Shape> shapes;
    private final IdentityHashMap<NodeProto, Told> told = new IdentityHashMap<>();

    ElasticEstimate(OnnxGraph graph, Function<String, Shape> shapes) {
        this.constants = new GraphConstants(graph);
        this.shapes = shapes;
    }

    /**
     * Multiply-accumulates in layers that could lose channels.
     *
     * @param part the operators of a block
     * @param border the tensors that it reads and answers with, which keep their channels
     */
    long macs(List<NodeProto> part, Collection<String> border) {
        return macs(part, border, true);
    }

    /** The layers that could lose channels, by identity. */
    Set<NodeProto> layers(List<NodeProto> part, Collection<String> border) {
        Set<NodeProto> layers = Collections.newSetFromMap(new IdentityHashMap<>());
        layers.addAll(layers(part, border, true));
        return layers;
    }

    private long macs(List<NodeProto> part, Collection<String> border, boolean heedsOperators) {
        return layers(part, border, heedsOperators).stream()
                .mapToLong(node -> told(node).macs)
                .sum();
    }

    private List<NodeProto> layers(List<NodeProto> part, Collection<String> border, boolean heedsOperators) {
        Ties ties = new Ties();
        part.forEach(node -> ties.add(told(node), border, heedsOperators));
        ties.fixed.addAll(border);
        Set<String> fixed = ties.fixedRoots();
        return part.stream()
                .filter(node -> told(node).macs > 0)
                .filter(node ->
                        !fixed.contains(ties.root(node.getInput(0))) || !fixed.contains(ties.root(node.getOutput(0))))
                .toList();
    }

    /** What keeps a part that cannot lose channels from losing any, for people. */
    String obstacle(List<NodeProto> part, Collection<String> border) {
        long layers = part.stream().filter(node -> told(node).macs > 0).count();
        if (layers == 0) {
            return "it holds no layer with weights";
        }
        if (macs(part, border, false) == 0) {
            return layers == 1
                    ? "its one layer reads and writes tensors of its borders, which keep their channels"
                    : "its %d layers read and write tensors whose channels are those of its borders".formatted(layers);
        }
        String operators = part.stream()
                .filter(node -> !told(node).fixed.isEmpty())
                .map(NodeProto::getOpType)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return "what lies between its layers needs all channels (%s)".formatted(operators);
    }

    private Told told(NodeProto node) {
        return told.computeIfAbsent(node, each -> {
            Told fresh = new Told(ComputeCost.macs(constants, each, shapes));
            ChannelRules.tell(constants, List.of(each), shapes, fresh);
            return fresh;
        });
    }

    /** What one operator says. */
    private static final class Told implements ChannelSink {
        private final long macs;
        private final List<Map.Entry<String, String>> same = new ArrayList<>(1);
        private final List<Map.Entry<String, String>> depthwise = new ArrayList<>(0);
        private final List<Map.Entry<List<String>, String>> wholes = new ArrayList<>(0);
        private final List<String> fixed = new ArrayList<>(0);

        private Told(long macs) {
            this.macs = macs;
        }

        @Override
        public void same(String left, String right) {
            same.add(Map.entry(left, right));
        }

        @Override
        public void concatenated(List<String> parts, String whole) {
            wholes.add(Map.entry(parts, whole));
        }

        @Override
        public void repeated(String from, String to, int times) {
            same(from, to);
        }

        @Override
        public void depthwise(NodeProto node, String from, String to, int times) {
            depthwise.add(Map.entry(from, to));
        }

        @Override
        public void grouped(String from, String to, int groups) {
            same(from, to);
        }

        @Override
        public void linear(NodeProto node, String in, String out) {
            // Input and output lose channels independently.
        }

        @Override
        public void sliced(NodeProto node, int index, int axis, String tensor) {
            // Constants follow their tensor.
        }

        @Override
        public void counted(NodeProto node, int index, String tensor) {
            // Constants follow their tensor.
        }

        @Override
        public void fixed(String tensor) {
            fixed.add(tensor);
        }
    }

    /** Tensors whose channels go together. */
    private static final class Ties {
        private final Map<String, String> parent = new HashMap<>();
        private final Set<String> fixed = new HashSet<>();
        private final List<Map.Entry<List<String>, String>> wholes = new ArrayList<>();

        void add(Told told, Collection<String> border, boolean heedsOperators) {
            told.same.forEach(pair -> join(pair.getKey(), pair.getValue()));
            told.depthwise.stream()
                    .filter(pair -> !border.contains(pair.getKey()))
                    .forEach(pair -> join(pair.getKey(), pair.getValue()));
            wholes.addAll(told.wholes);
            if (heedsOperators) {
                fixed.addAll(told.fixed);
            }
        }

        private void join(String left, String right) {
            String a = root(left);
            String b = root(right);
            if (!a.equals(b)) {
                parent.put(a, b);
            }
        }

        String root(String tensor) {
            String root = tensor;
            for (String up = parent.get(root); up != null; up = parent.get(root)) {
                root = up;
            }
            if (!root.equals(tensor)) {
                parent.put(tensor, root);
            }
            return root;
        }

        /** Roots of everything that must stay; a whole that must stay keeps its parts. */
        Set<String> fixedRoots() {
            Set<String> roots = new HashSet<>();
            fixed.forEach(tensor -> roots.add(root(tensor)));
            boolean grown = true;
            while (grown) {
                grown = false;
                for (Map.Entry<List<String>, String> whole : wholes) {
                    if (roots.contains(root(whole.getValue()))) {
                        for (String part : whole.getKey()) {
                            grown |= roots.add(root(part));
                        }
                    }
                }
            }
            return roots;
        }
    }
}
