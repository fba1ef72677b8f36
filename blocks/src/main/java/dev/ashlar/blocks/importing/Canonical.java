/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.importing.TensorProbe.Seen;
import dev.ashlar.blocks.importing.TensorProbe.Sight;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.AshlarException;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.ModelGraph;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The canonical form of a network, and what was seen of its tensors.
 *
 * @param graph operators and weights
 * @param structure the same without weights, with shapes and costs
 */
record Canonical(OnnxGraph graph, ModelGraph structure) {
    /*
     * Shapes are not inferred by rules but seen in runs: at the nominal input size, and at a second one in which every
     * free extent differs. An extent of a tensor that differs between the two is free, one that does not is fixed. This
     * is exact for every operator that the engine can run, and needs no table of operators to be kept up to date
     * (docs/decisions/0011).
     */
    private static final double TOLERANCE = 1e-5;

    /** The canonical form of {@code original}, whose input has the declared and nominal shapes. */
    public static Canonical of(Path file, OnnxGraph original, Shape declared, Shape nominal, GraphRunner runner) {
        try {
            OnnxGraph used = withInput(original, declared).withoutDead();
            OnnxGraph folded = ConstantFolding.fold(ConstantFolding.promote(used), runner);
            OnnxGraph plain = ConstantFolding.withoutIdentities(folded).withoutDead();
            Canonical canonical = probe(plain, declared, nominal, runner);
            requireFloats(file, canonical.structure());
            requireEqual(file, used, canonical.graph(), nominal, runner);
            return canonical;
        } catch (BlocksException e) {
            throw e;
        } catch (AshlarException e) {
            throw new BlocksException(
                    "The network %s cannot be run at input size %s: %s. Maybe the named operator is newer than the engine or from a library of its own; export the network with an operator set of 17 or less and standard operators, or give another input size."
                            .formatted(file, nominal, e.getMessage()),
                    e);
        }
    }

    /** The graph fed with its image alone. */
    private static OnnxGraph withInput(OnnxGraph graph, Shape declared) {
        List<ValueInfoProto> used = graph.inputs().stream()
                .filter(input -> graph.nodes().stream()
                        .anyMatch(node -> node.getInputList().contains(input.getName())))
                .map(input -> OnnxGraph.valueInfo(new TensorSpec(
                        input.getName(),
                        ElementType.FLOAT32,
                        declared,
                        Shape.of(declared.dims().stream()
                                .mapToLong(dim -> Math.max(dim, 1))
                                .toArray()))))
                .toList();
        return new OnnxGraph(graph.header(), graph.nodes(), graph.constants(), used, graph.outputs());
    }

    private static Canonical probe(OnnxGraph graph, Shape declared, Shape nominal, GraphRunner runner) {
        Sight first;
        Sight second;
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            first = probe.look(image(graph, nominal));
            second = lookAgain(graph, probe, declared, nominal);
        }
        OnnxGraph folded = ConstantFolding.fold(ShapeFolding.fold(graph, first, second), runner)
                .withoutDead();
        OnnxGraph layered = MatrixProducts.asLayers(folded, first);
        return new Canonical(layered, structure(layered, first, second));
    }

    private static Map<String, Tensor> image(OnnxGraph graph, Shape shape) {
        return Map.of(graph.inputs().get(0).getName(), TensorProbe.random(shape, 1));
    }

    /** What a run with other free extents shows, or null if the network runs at the nominal ones alone. */
    private static @Nullable Sight lookAgain(OnnxGraph graph, TensorProbe probe, Shape declared, Shape nominal) {
        for (Shape other : List.of(stretched(declared, nominal, true), stretched(declared, nominal, false))) {
            if (!other.equals(nominal)) {
                try {
                    return probe.look(image(graph, other));
                } catch (AshlarException e) {
                    LoggerFactory.getLogger(Canonical.class)
                            .debug("The network does not run at {}; its extents are taken as fixed.", other, e);
                }
            }
        }
        return null;
    }

    /** The nominal shape with a larger batch and, if asked for, larger sides, wherever they are free. */
    private static Shape stretched(Shape declared, Shape nominal, boolean sides) {
        Shape other = declared.dim(0) == Shape.FREE ? nominal.with(0, nominal.dim(0) + 1) : nominal;
        for (int axis = 2; sides && axis < 4; axis++) {
            other = declared.dim(axis) == Shape.FREE ? other.with(axis, nominal.dim(axis) + 32L * axis) : other;
        }
        return other;
    }

    private static ModelGraph structure(OnnxGraph graph, Sight first, @Nullable Sight second) {
        Set<String> dependent = graph.dependent();
        GraphConstants constants = new GraphConstants(graph);
        Map<String, TensorSpec> seen = new LinkedHashMap<>();
        first.seen().forEach((name, sight) -> seen.put(name, spec(name, sight, second)));
        List<Operator> operators = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            if (node.getOutputList().stream().anyMatch(dependent::contains)) {
                operators.add(operator(constants, node, operators.size(), dependent, seen));
            }
        }
        Map<String, TensorSpec> tensors = new LinkedHashMap<>(seen);
        tensors.keySet().retainAll(dependent);
        String input = graph.inputs().get(0).getName();
        List<TensorSpec> outputs =
                graph.outputs().stream().map(name -> Lookup.in(seen, name)).toList();
        return new ModelGraph(Lookup.in(seen, input), outputs, operators, tensors);
    }

    private static TensorSpec spec(String name, Seen seen, @Nullable Sight second) {
        Seen other = second == null ? null : second.seen().get(name);
        Shape shape = seen.shape();
        for (int axis = 0; other != null && axis < shape.rank(); axis++) {
            shape = shape.dim(axis) == other.shape().dim(axis) ? shape : shape.with(axis, Shape.FREE);
        }
        return new TensorSpec(name, seen.type(), shape, seen.shape());
    }

    private static Operator operator(
            GraphConstants constants, NodeProto node, int index, Set<String> dependent, Map<String, TensorSpec> seen) {
        List<String> reads = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        long bytes = 0;
        for (String name : node.getInputList()) {
            if (dependent.contains(name)) {
                reads.add(name);
            } else if (!name.isEmpty()) {
                weights.add(name);
                TensorProto constant = constants.tensor(name);
                bytes += constant == null ? Lookup.in(seen, name).nominalBytes() : Constants.bytes(constant);
            }
        }
        return new Operator(
                node.getName().isEmpty() ? node.getOpType() + "_" + index : node.getName(),
                node.getOpType(),
                reads,
                weights,
                node.getOutputList().stream().filter(name -> !name.isEmpty()).toList(),
                ComputeCost.macs(constants, node, name -> Lookup.in(seen, name).nominal()),
                bytes);
    }

    private static void requireFloats(Path file, ModelGraph structure) {
        for (TensorSpec output : structure.outputs()) {
            if (output.type() != ElementType.FLOAT32) {
                throw new BlocksException(
                        "The output %s of %s holds %s; only float32 outputs are supported. Maybe export the network without its last step, such as ArgMax."
                                .formatted(output.name(), file, output.type()));
            }
        }
    }

    private static void requireEqual(
            Path file, OnnxGraph original, OnnxGraph canonical, Shape nominal, GraphRunner runner) {
        Map<String, Tensor> image = image(canonical, nominal);
        try (GraphRunner.LoadedGraph left = runner.load(original.toBytes());
                GraphRunner.LoadedGraph right = runner.load(canonical.toBytes())) {
            Map<String, Tensor> expected = left.run(image, original.outputs());
            requireEqual(file, left.run(image, original.outputs()), expected);
            requireEqual(file, right.run(image, canonical.outputs()), expected);
        }
    }

    private static void requireEqual(Path file, Map<String, Tensor> actual, Map<String, Tensor> expected) {
        expected.forEach((name, tensor) -> {
            double error = relativeError(Lookup.in(actual, name), tensor);
            if (!(error <= TOLERANCE)) {
                throw new BlocksException(
                        "The output %s of %s is not a stable function of the input: two runs differ by %.3g of its range. Maybe the network holds random operators or yields NaN."
                                .formatted(name, file, error));
            }
        });
    }

    private static double relativeError(Tensor actual, Tensor expected) {
        FloatBuffer left = actual.floats();
        FloatBuffer right = expected.floats();
        double difference = 0;
        double greatest = 1e-30;
        for (int i = 0; i < right.limit(); i++) {
            double apart = Math.abs(left.get(i) - right.get(i));
            difference = Double.isNaN(apart) ? Double.NaN : Math.max(difference, apart);
            greatest = Math.max(greatest, Math.abs(right.get(i)));
        }
        return difference / greatest;
    }
}
