/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes one graph of the prepared graphs of several blocks, without optimising anything again. */
final class Linker {
    /*
     * The nodes of the blocks follow each other, with names of their own but for the tensors at borders. Then whatever
     * undoes itself at a border is taken out. What is left is what ONNX Runtime makes of the whole network.
     */

    /** The kernel that changes to the blocked layout takes multiples of so many channels. */
    private static final int LEAST_MULTIPLE = 4;

    private List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
    private final Map<String, ValueInfoProto> outputs = new HashMap<>();
    private final OperatorSets operatorSets = new OperatorSets();
    private long irVersion;

    /**
     * What came of it.
     *
     * @param model the graph, or null if the blocks cannot be linked
     * @param obstacle why they cannot
     * @param unfit which part is to blame and might be linked in the form in which it runs alone; -1 for none
     */
    record Result(@Nullable ModelProto model, String obstacle, int unfit) {
        static Result refused(String obstacle) {
            return new Result(null, obstacle, -1);
        }
    }

    private Linker() {}

    /**
     * One graph of these blocks.
     *
     * @param parts in the order they run in
     * @param reads names of the tensors it is fed with
     * @param writes names of the tensors it answers with
     */
    static Result link(List<LinkPart> parts, Set<String> reads, List<String> writes) {
        Linker linker = new Linker();
        String refusal = linker.addAll(parts);
        if (refusal != null) {
            return Result.refused(refusal);
        }
        linker.nodes = BorderReduction.reduce(linker.nodes, linker.constants, Set.copyOf(writes));
        linker.dropUnread(writes);
        Result refused = linker.obstacle(parts.size());
        return refused == null ? new Result(linker.model(reads, writes), "", -1) : refused;
    }

    /** The same with all that the parts hold, and with the types of what it answers with. */
    static Result concatenate(List<LinkPart> parts, Set<String> reads, List<String> writes) {
        Linker linker = new Linker();
        String refusal = linker.addAll(parts);
        if (refusal != null) {
            return Result.refused(refusal);
        }
        ModelProto.Builder model = linker.model(reads, writes).toBuilder();
        for (ValueInfoProto.Builder output : model.getGraphBuilder().getOutputBuilderList()) {
            ValueInfoProto known = linker.outputs.get(output.getName());
            if (known != null) {
                output.setType(known.getType());
            }
        }
        return new Result(model.build(), "", -1);
    }

    /** The types of all operators of a portable model that has been checked. */
    static Set<String> operators(byte[] model) {
        try {
            Set<String> types = new HashSet<>();
            ModelProto.parseFrom(model).getGraph().getNodeList().forEach(node -> types.add(node.getOpType()));
            return types;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("The model must be one that was parsed before.", e);
        }
    }

    private @Nullable String addAll(List<LinkPart> parts) {
        for (int i = 0; i < parts.size(); i++) {
            String obstacle = add(parts.get(i), i);
            if (obstacle != null) {
                return obstacle;
            }
        }
        return null;
    }

    /** Adds the nodes of a block; answers with why that cannot be, or null. */
    private @Nullable String add(LinkPart part, int place) {
        String differing = operatorSets.add(part.model());
        if (differing != null) {
            return differing;
        }
        irVersion = Math.max(irVersion, part.model().getIrVersion());
        GraphProto graph = part.model().getGraph();
        graph.getInputList().forEach(input -> inputs.putIfAbsent(input.getName(), input));
        graph.getOutputList().forEach(output -> outputs.put(output.getName(), output));
        LinkPart.Named named = part.at(place);
        nodes.addAll(named.nodes());
        constants.putAll(named.constants());
        return named.obstacle();
    }

    private void dropUnread(List<String> writes) {
        Set<String> read = new HashSet<>(writes);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (node.getOutputList().stream().anyMatch(read::contains)) {
                read.addAll(node.getInputList());
            } else {
                nodes.remove(i);
            }
        }
        constants.keySet().retainAll(read);
    }

    /** Why the changes to the blocked layout that are left at borders cannot be made, or null if they can. */
    private @Nullable Result obstacle(int parts) {
        for (NodeProto node : nodes) {
            ValueInfoProto border = LinkForm.isAtBorder(node) ? inputs.get(node.getInput(0)) : null;
            if (border != null && Producers.channels(border) % LEAST_MULTIPLE != 0) {
                String obstacle = "the channels (%d) of %s are no multiple of %d"
                        .formatted(Producers.channels(border), border.getName(), LEAST_MULTIPLE);
                int unfit = IntStream.range(0, parts)
                        .filter(i -> node.getName().startsWith(LinkPart.prefix(i)))
                        .findFirst()
                        .orElse(-1);
                return new Result(null, obstacle, unfit);
            }
        }
        return null;
    }

    private ModelProto model(Set<String> reads, List<String> writes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("linked").addAllNode(nodes);
        inputs.forEach((name, input) -> {
            if (reads.contains(name)) {
                graph.addInput(input);
            }
        });
        writes.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
        graph.addAllInitializer(constants.values());
        ModelProto.Builder model =
                ModelProto.newBuilder().setIrVersion(irVersion).setGraph(graph);
        operatorSets.declare(model);
        return model.build();
    }
}
