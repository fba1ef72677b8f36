/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block as ONNX Runtime optimises it behind its producers, with an explicit change of layout in the place of each of
 * them. Such blocks are linked by taking out the changes that meet at a border.
 */
final class LinkForm {
    /*
     * A producer is taken out only if it came through as what it was: a convolution of three operands without an
     * activation, and with the very bias that it was given. Whatever the optimiser folds into a convolution (a
     * normalisation, a factor, a summand) changes the bias; whatever it fuses with one is an activation or another
     * operand. In each of these cases a part of the block would go with the producer.
     */
    static final String BLOCKED = "com.microsoft.nchwc";
    static final String TO_BLOCKED = "ReorderInput";
    static final String TO_PLAIN = "ReorderOutput";
    private static final String CHANNELS_LAST = "channels_last";

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final List<NodeProto> nodes;
    private final List<ValueInfoProto> inputs;

    private LinkForm(GraphProto graph, List<ValueInfoProto> inputs) {
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        this.nodes = new ArrayList<>(graph.getNodeList());
        this.inputs = inputs;
    }

    /**
     * The block without its producers, or null if something of it went into one of them.
     *
     * @param optimised what ONNX Runtime made of {@code fed}; biases are inside
     */
    static @Nullable ModelProto of(ModelProto optimised, Producers.Fed fed) {
        GraphProto graph = optimised.getGraph();
        LinkForm form = new LinkForm(graph, fed.inputs());
        for (int i = 0; i < fed.inputs().size(); i++) {
            if (!form.takeOut(i)) {
                return null;
            }
        }
        if (graph.getOutputList().stream().anyMatch(output -> form.renamed.containsKey(output.getName()))) {
            // The block answers with what it is fed with.
            return null;
        }
        return optimised.toBuilder().setGraph(form.rest(graph)).build();
    }

    private boolean takeOut(int number) {
        String name = Producers.PREFIX + number;
        ValueInfoProto input = inputs.get(number);
        List<Integer> readers = readers(name + Producers.INPUT);
        if (readers.isEmpty()) {
            return true;
        }
        NodeProto producer = nodes.get(readers.get(0));
        if (readers.size() > 1 || !isWhatItWas(producer, number)) {
            return false;
        }
        String output = producer.getOutput(0);
        if (producer.getDomain().equals(BLOCKED)) {
            nodes.set(
                    readers.get(0),
                    NodeProto.newBuilder()
                            .setName(name)
                            .setDomain(BLOCKED)
                            .setOpType(TO_BLOCKED)
                            .addInput(input.getName())
                            .addOutput(output)
                            .build());
            goPlain(output, input.getName());
        } else {
            nodes.remove((int) readers.get(0));
            renamed.put(output, input.getName());
        }
        return true;
    }

    /** What reads a blocked input through a change to the plain layout reads the plain one. */
    private void goPlain(String blocked, String plain) {
        for (int reader : readers(blocked)) {
            NodeProto node = nodes.get(reader);
            if (isToPlain(node)) {
                renamed.put(node.getOutput(0), plain);
            }
        }
        nodes.removeIf(node -> isToPlain(node) && node.getInput(0).equals(blocked));
    }

    /** Whether a node, of a linked graph as well, stands for a producer. */
    static boolean isAtBorder(NodeProto node) {
        return node.getDomain().equals(BLOCKED)
                && node.getOpType().equals(TO_BLOCKED)
                && node.getName().contains(Producers.PREFIX);
    }

    /** Whether a node changes the blocked layout to (N, C, H, W). */
    static boolean isToPlain(NodeProto node) {
        return node.getDomain().equals(BLOCKED)
                && node.getOpType().equals(TO_PLAIN)
                && node.getAttributeList().stream()
                        .noneMatch(attribute -> attribute.getName().equals(CHANNELS_LAST) && attribute.getI() != 0);
    }

    private boolean isWhatItWas(NodeProto node, int number) {
        boolean bare = node.getOpType().equals("Conv")
                && (node.getDomain().isEmpty() || node.getDomain().equals(BLOCKED))
                && node.getInputCount() == 3
                && node.getAttributeList().stream().noneMatch(LinkForm::isActivation);
        TensorProto bias = bare ? constants.get(node.getInput(2)) : null;
        int channels = Math.toIntExact(Producers.channels(inputs.get(number)));
        return bias != null
                && bias.getRawData()
                        .substring(0, Math.min(bias.getRawData().size(), channels * Float.BYTES))
                        .equals(Producers.bias("", channels).getRawData());
    }

    private static boolean isActivation(AttributeProto attribute) {
        return attribute.getName().equals("activation") && !attribute.getS().isEmpty();
    }

    private List<Integer> readers(String tensor) {
        List<Integer> readers = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).getInputList().contains(tensor)) {
                readers.add(i);
            }
        }
        return readers;
    }

    private GraphProto rest(GraphProto graph) {
        GraphProto.Builder rest =
                graph.toBuilder().clearNode().clearInput().clearInitializer().clearValueInfo();
        Set<String> fed = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            fed.add(Producers.PREFIX + i + Producers.INPUT);
        }
        inputs.forEach(rest::addInput);
        graph.getInputList().stream()
                .filter(input -> !fed.contains(input.getName()))
                .forEach(rest::addInput);
        Set<String> read = new HashSet<>();
        for (NodeProto node : nodes) {
            NodeProto now = LinkPart.renamed(node, tensor -> renamed.getOrDefault(tensor, tensor), node.getName());
            rest.addNode(now);
            read.addAll(now.getInputList());
        }
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        graph.getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .forEach(rest::addInitializer);
        return rest.build();
    }
}
