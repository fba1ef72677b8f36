/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes out of the nodes of linked blocks what is there only because each was optimised alone. */
final class BorderReduction {
    /*
     * One pass in the order in which the nodes run. What undoes the node before it is left out, and those that read it
     * read what was before both: a change from the blocked layout and back, rounding to the very codes that were just
     * expanded, a transposition and its inverse.
     *
     * Where all that an elementwise operator or a concatenation reads was transposed in the same way, it works on what was
     * there before, and its answer is transposed instead: one transposition for several, which mostly meets its inverse
     * further on. ONNX Runtime does the same within a block; where the other operand of an 8-bit sum comes from the block
     * before, it cannot see that it is transposed too.
     */
    private static final Map<String, Operands> LIFTABLE = Map.of(
            "Add", new Operands(0, 1, 2),
            "Mul", new Operands(0, 1, 2),
            "QLinearAdd", new Operands(0, 3, 2),
            "QLinearMul", new Operands(0, 3, 2),
            "Concat", new Operands(0, 1, Integer.MAX_VALUE),
            "QLinearConcat", new Operands(2, 3, Integer.MAX_VALUE));
    private static final String TRANSPOSE = "Transpose";

    private final Map<String, TensorProto> constants;
    private final Set<String> writes;
    private final List<NodeProto> kept = new ArrayList<>();
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, String> same = new HashMap<>();

    /** Which inputs of an operator are tensors that it takes element by element: the first, then every so many. */
    private record Operands(int first, int step, int most) {
        List<Integer> of(NodeProto node) {
            return IntStream.iterate(first, i -> i < node.getInputCount(), i -> i + step)
                    .limit(most)
                    .boxed()
                    .toList();
        }
    }

    private BorderReduction(Map<String, TensorProto> constants, Set<String> writes) {
        this.constants = constants;
        this.writes = writes;
    }

    /**
     * What is left of the nodes.
     *
     * @param nodes in the order in which they run
     * @param constants by name
     * @param writes tensors that must keep their names
     */
    static List<NodeProto> reduce(List<NodeProto> nodes, Map<String, TensorProto> constants, Set<String> writes) {
        BorderReduction reduction = new BorderReduction(constants, writes);
        nodes.forEach(reduction::add);
        return reduction.kept;
    }

    private void add(NodeProto given) {
        NodeProto node = given.getInputList().stream().anyMatch(same::containsKey)
                ? LinkPart.renamed(given, tensor -> same.getOrDefault(tensor, tensor), given.getName())
                : given;
        NodeProto before = node.getInputCount() == 0 ? null : producers.get(node.getInput(0));
        if (before != null && undoes(node, before) && !writes.contains(node.getOutput(0))) {
            same.put(node.getOutput(0), before.getInput(0));
            return;
        }
        NodeProto transposed = lifted(node);
        keep(transposed == null ? node : transposed);
    }

    private void keep(NodeProto node) {
        kept.add(node);
        node.getOutputList().forEach(output -> producers.put(output, node));
    }

    /** The transposition of the answer of an operator that now works on what was there before; null if it does not. */
    private @Nullable NodeProto lifted(NodeProto node) {
        Operands operands = LIFTABLE.get(node.getOpType());
        if (operands == null || node.getOutputCount() != 1) {
            return null;
        }
        String inner = node.getName() + "/before";
        NodeProto.Builder changed = node.toBuilder().setOutput(0, inner);
        List<Long> order = List.of();
        for (int place : operands.of(node)) {
            NodeProto producer = producers.get(node.getInput(place));
            if (producer == null || !producer.getOpType().equals(TRANSPOSE)) {
                return null;
            }
            List<Long> its = order(producer);
            if (its.isEmpty() || !(order.isEmpty() || order.equals(its))) {
                return null;
            }
            order = its;
            changed.setInput(place, producer.getInput(0));
        }
        if (order.isEmpty()) {
            return null;
        }
        for (AttributeProto.Builder attribute : changed.getAttributeBuilderList()) {
            if (attribute.getName().equals("axis")) {
                long axis = attribute.getI() < 0 ? attribute.getI() + order.size() : attribute.getI();
                attribute.setI(order.get(Math.toIntExact(axis)));
            }
        }
        keep(changed.build());
        return NodeProto.newBuilder()
                .setOpType(TRANSPOSE)
                .setName(node.getName() + "/after")
                .addInput(inner)
                .addOutput(node.getOutput(0))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("perm")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(order))
                .build();
    }

    private boolean undoes(NodeProto node, NodeProto before) {
        return switch (node.getOpType()) {
            case LinkForm.TO_BLOCKED -> node.getDomain().equals(LinkForm.BLOCKED) && LinkForm.isToPlain(before);
            case "QuantizeLinear" ->
                before.getOpType().equals("DequantizeLinear")
                        && node.getInputCount() == 3
                        && before.getInputCount() == 3
                        && isSame(node.getInput(1), before.getInput(1))
                        && isSame(node.getInput(2), before.getInput(2));
            case TRANSPOSE -> before.getOpType().equals(TRANSPOSE) && isInverse(order(node), order(before));
            default -> false;
        };
    }

    /** Whether two scales, or two zeros, are equal: floats of any width and codes, which lie in these fields alone. */
    private boolean isSame(String constant, String other) {
        TensorProto one = constants.get(constant);
        TensorProto two = constants.get(other);
        return one != null
                && two != null
                && one.getDataType() == two.getDataType()
                && one.getDimsList().equals(two.getDimsList())
                && one.getDataLocation() != TensorProto.DataLocation.EXTERNAL
                && one.getRawData().equals(two.getRawData())
                && one.getFloatDataList().equals(two.getFloatDataList())
                && one.getInt32DataList().equals(two.getInt32DataList());
    }

    private static List<Long> order(NodeProto transpose) {
        for (AttributeProto attribute : transpose.getAttributeList()) {
            if (attribute.getName().equals("perm")) {
                return attribute.getIntsList();
            }
        }
        return List.of();
    }

    private static boolean isInverse(List<Long> order, List<Long> other) {
        if (order.isEmpty() || order.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < order.size(); i++) {
            if (other.get(Math.toIntExact(order.get(i))) != i) {
                return false;
            }
        }
        return true;
    }
}
