/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.graph.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Reads ONNX files that may come from anyone. */
public final class OnnxReader {
    /*
     * Nothing in a file is trusted: its size, the depth of its messages, the number of operators and the extents of its
     * constants are capped before anything is allocated for them; external data is read only from plain files below the
     * folder of the model; control flow and functions are refused because their bodies would escape these checks.
     */
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 100_000;

    private OnnxReader() {}

    /** Reads a file and checks that it is a self-consistent network of plain operators. */
    public static OnnxGraph read(Path file) {
        ModelProto model = parse(file);
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() == 0 || graph.getOutputCount() == 0 || model.getOpsetImportCount() == 0) {
            throw new BlocksException(
                    "The file %s is not an ONNX network: it holds no operators, outputs or operator-set version. Maybe it is a data file, or cut short."
                            .formatted(file));
        }
        refuseUnsupported(file, model);
        Map<String, TensorProto> constants = constants(file, graph);
        List<ValueInfoProto> fed = graph.getInputList().stream()
                .filter(input -> !constants.containsKey(input.getName()))
                .toList();
        List<String> outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        ModelProto header = model.toBuilder()
                .clearGraph()
                .clearMetadataProps()
                .clearTrainingInfo()
                .clearDocString()
                .build();
        OnnxGraph read = new OnnxGraph(header, List.of(), constants, fed, outputs);
        return read.with(ordered(file, read, graph.getNodeList()), constants);
    }

    private static ModelProto parse(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new BlocksException(
                        "The file %s does not exist or is no plain file. Maybe the path is misspelt.".formatted(file));
            }
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                throw new BlocksException(
                        "The file %s (%d bytes) is larger than the %d bytes that are read. Maybe store its weights as external data."
                                .formatted(file, size, MAX_FILE_BYTES));
            }
            CodedInputStream in = CodedInputStream.newInstance(Files.readAllBytes(file));
            in.setRecursionLimit(MAX_DEPTH);
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new BlocksException(
                    "The file %s is not an ONNX file, or it is damaged or cut short (%s). Maybe download or export it again."
                            .formatted(file, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new BlocksException(
                    "The file %s cannot be read (%s). Maybe check its permissions.".formatted(file, e), e);
        }
    }

    private static void refuseUnsupported(Path file, ModelProto model) {
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() > MAX_NODES) {
            throw new BlocksException(
                    "The network %s has %d operators; more than %d are not read. Maybe the file is damaged."
                            .formatted(file, graph.getNodeCount(), MAX_NODES));
        }
        if (graph.getSparseInitializerCount() > 0 || model.getFunctionsCount() > 0) {
            throw new BlocksException(
                    "The network %s holds sparse constants or functions of its own, which are not supported. Maybe export it again with dense weights and functions inlined."
                            .formatted(file));
        }
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG() || attribute.getGraphsCount() > 0) {
                    throw new BlocksException(
                            "The operator %s (%s) of %s holds a graph of its own; control flow is not supported. Maybe export the network with a fixed input size so that loops and conditions are unrolled."
                                    .formatted(name(node), node.getOpType(), file));
                }
            }
        }
    }

    private static Map<String, TensorProto> constants(Path file, GraphProto graph) {
        ExternalData external = new ExternalData(file);
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            requireSane(file, tensor);
            TensorProto whole = external.inline(tensor);
            requireComplete(file, whole);
            if (constants.put(tensor.getName(), whole) != null) {
                throw new BlocksException("The network %s has two constants named %s. Maybe the file is damaged."
                        .formatted(file, tensor.getName()));
            }
        }
        return constants;
    }

    private static void requireSane(Path file, TensorProto tensor) {
        long elements = 1;
        for (long dim : tensor.getDimsList()) {
            if (dim < 0 || dim > Integer.MAX_VALUE || (elements *= dim) > Integer.MAX_VALUE) {
                throw new BlocksException("The constant %s of %s has an absurd size (%s). Maybe the file is damaged."
                        .formatted(tensor.getName(), file, tensor.getDimsList()));
            }
        }
        if (tensor.getDimsCount() > 16) {
            throw new BlocksException("The constant %s of %s has an absurd rank (%d). Maybe the file is damaged."
                    .formatted(tensor.getName(), file, tensor.getDimsCount()));
        }
    }

    private static void requireComplete(Path file, TensorProto tensor) {
        if (!ElementType.isSupported(tensor.getDataType())) {
            throw new BlocksException(
                    "The constant %s of %s has the element type %d, which is not supported. Maybe convert the network to float32."
                            .formatted(tensor.getName(), file, tensor.getDataType()));
        }
        ElementType type = ElementType.ofOnnx(tensor.getDataType());
        long elements = Constants.shape(tensor).elements();
        boolean complete = tensor.hasRawData()
                ? tensor.getRawData().size() == elements * type.bytes()
                : typedCount(tensor, type) == elements;
        if (!complete) {
            throw new BlocksException(
                    "The constant %s of %s holds less or more values than its shape (%s) says. Maybe the file is damaged."
                            .formatted(tensor.getName(), file, Constants.shape(tensor)));
        }
    }

    private static long typedCount(TensorProto tensor, ElementType type) {
        return switch (type) {
            case FLOAT32 -> tensor.getFloatDataCount();
            case FLOAT64 -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    /** The operators in topological order: of those that could be next, the first of the file is. */
    private static List<NodeProto> ordered(Path file, OnnxGraph graph, List<NodeProto> nodes) {
        Set<String> known = new HashSet<>(graph.constants().keySet());
        known.add("");
        graph.inputs().forEach(input -> known.add(input.getName()));
        List<Integer> order = order(known, nodes);
        if (order.size() < nodes.size()) {
            Set<Integer> reached = new HashSet<>(order);
            int first = 0;
            while (reached.contains(first)) {
                first++;
            }
            NodeProto stuck = nodes.get(first);
            throw new BlocksException(
                    "The operator %s (%s) of %s reads a tensor that nothing computes, or a circle of operators. Maybe the file is damaged."
                            .formatted(name(stuck), stuck.getOpType(), file));
        }
        return order.stream().map(nodes::get).toList();
    }

    /** Indices of all operators that can be computed from the known tensors (Kahn's algorithm). */
    private static List<Integer> order(Set<String> known, List<NodeProto> nodes) {
        int[] missing = new int[nodes.size()];
        Map<String, List<Integer>> waiting = new HashMap<>();
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < missing.length; i++) {
            Set<String> unknown = new HashSet<>(nodes.get(i).getInputList());
            unknown.removeAll(known);
            missing[i] = unknown.size();
            for (String tensor : unknown) {
                waiting.computeIfAbsent(tensor, key -> new ArrayList<>()).add(i);
            }
            if (unknown.isEmpty()) {
                ready.add(i);
            }
        }
        List<Integer> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            order.add(next);
            for (String tensor : nodes.get(next).getOutputList()) {
                List<Integer> readers = waiting.remove(tensor);
                for (int reader : readers == null ? List.<Integer>of() : readers) {
                    missing[reader]--;
                    if (missing[reader] == 0) {
                        ready.add(reader);
                    }
                }
            }
        }
        return order;
    }

    private static String name(NodeProto node) {
        return node.getName().isEmpty() ? "writing " + node.getOutputList() : node.getName();
    }
}
