/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.retrain.Trainability.Fixed;
import dev.ashlar.blocks.retrain.Trainability.Trainable;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Argument;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A block as a differentiable function of its weights, computed in PyTorch on batches of images.
 *
 * <p><b>Threading</b>: for one thread, the one that made it.
 */
public final class TrainableBlock implements AutoCloseable {
    /*
     * Operators are computed one by one in the order of the graph. The weights and biases of layers are parameters; all
     * other constants stay what they are. The shapes that a rule goes by are those of a run with batch 1; the batch is
     * the first axis of everything that depends on the image, and operators that would mix images are refused. What the
     * rules do not know of (rounding modes, attributes of later operator sets) is caught by the comparison with the
     * engine on several images at once.
     */
    private static final double TOLERANCE = 1e-4;
    private static final int COMPARED = 4;

    private final OnnxGraph graph;
    private final NDManager memory;
    private final boolean trained;
    private final Rows rows;
    private final Map<String, NDArray> constants = new HashMap<>();
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long activations;

    private TrainableBlock(OnnxGraph graph, NDManager memory, boolean trained) {
        this.graph = graph;
        this.memory = memory;
        this.trained = trained;
        this.rows = new Rows(memory);
    }

    /**
     * Brings a block into PyTorch and compares what it answers there with what the engine answers.
     *
     * @param graph folded, so that layers are followed by no more than activations
     * @param samples the block's inputs for some images, batch 1; a few of them are run
     * @param runner the engine that the block is made for
     */
    public static Trainability of(OnnxGraph graph, List<Map<String, Tensor>> samples, GraphRunner runner) {
        return of(graph, samples, runner, true);
    }

    /** The same for a block that stays as it is, with weights or without, and only lets gradients through. */
    static Trainability frozen(OnnxGraph graph, List<Map<String, Tensor>> samples, GraphRunner runner) {
        return of(graph, samples, runner, false);
    }

    private static Trainability of(
            OnnxGraph graph, List<Map<String, Tensor>> samples, GraphRunner runner, boolean trained) {
        Argument.require(!samples.isEmpty(), "A block needs at least one sample to be compared with the engine.");
        ShapedGraph shaped;
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            shaped = new ShapedGraph(graph, probe.look(samples.get(0)).shapes());
        }
        TrainableBlock block = new TrainableBlock(graph, Torch.open(), trained);
        boolean trainable = false;
        try {
            String obstacle = block.compile(shaped);
            if (obstacle == null) {
                obstacle = block.compare(samples.subList(0, Math.min(COMPARED, samples.size())), runner);
            }
            trainable = obstacle == null;
            return obstacle == null ? new Trainable(block) : new Fixed(obstacle);
        } catch (EngineException e) {
            return new Fixed("PyTorch does not compute it: " + e.getMessage());
        } finally {
            if (!trainable) {
                block.close();
            }
        }
    }

    private @Nullable String compile(ShapedGraph shaped) {
        for (NodeProto node : graph.nodes()) {
            Operation operation = new Operation(shaped, node, memory);
            String reason = OperatorRules.of(operation).fold(this::take, refused -> refused);
            if (reason != null) {
                return "its operator %s (%s) cannot be trained: %s".formatted(node.getName(), node.getOpType(), reason);
            }
            for (int i = 0; i < node.getInputCount(); i++) {
                load(operation, i);
            }
            for (String out : node.getOutputList()) {
                activations += out.isEmpty() ? 0 : shaped.shape(out).elements();
            }
        }
        return trained && parameters.isEmpty() ? "it has no layer with weights" : null;
    }

    private @Nullable String take(Step step) {
        steps.add(step);
        return null;
    }

    private void load(Operation operation, int input) {
        if (!operation.isConstant(input) || !Constants.isFloat(operation.constant(input))) {
            return;
        }
        String name = operation.node().getInput(input);
        NDArray array = constants.get(name);
        if (array == null) {
            TensorProto constant = operation.constant(input);
            array = memory.create(
                    Constants.floats(constant),
                    new Shape(Constants.shape(constant).toArray()));
            constants.put(name, array);
        }
        if (trained && ComputeCost.LAYERS.contains(operation.type()) && input > 0 && !parameters.containsKey(name)) {
            array.setRequiresGradient(true);
            parameters.put(name, array);
        }
    }

    /** What is wrong with the answers for these samples, or null if nothing is. */
    private @Nullable String compare(List<Map<String, Tensor>> samples, GraphRunner runner) {
        Map<String, float[]> computed = answers(samples);
        try (GraphRunner.LoadedGraph engine = runner.load(graph.toBytes())) {
            for (int i = 0; i < samples.size(); i++) {
                Map<String, Tensor> expected = engine.run(samples.get(i), graph.outputs());
                for (String name : graph.outputs()) {
                    double error = error(Lookup.in(computed, name), i, Lookup.in(expected, name));
                    if (!(error <= TOLERANCE)) {
                        return "its output %s differs by %.1e of its range between PyTorch and the engine"
                                .formatted(name, error);
                    }
                }
            }
        }
        return null;
    }

    private static double error(float[] computed, int row, Tensor expected) {
        FloatBuffer values = expected.floats();
        int width = values.limit();
        if (computed.length < (row + 1) * width) {
            return Double.NaN;
        }
        double apart = 0;
        double greatest = 1e-30;
        for (int i = 0; i < width; i++) {
            double difference = Math.abs(computed[row * width + i] - values.get(i));
            apart = Double.isNaN(difference) ? Double.NaN : Math.max(apart, difference);
            greatest = Math.max(greatest, Math.abs(values.get(i)));
        }
        return apart / greatest;
    }

    /** What the block answers for these samples: for each output, one row per sample. */
    Map<String, float[]> answers(List<Map<String, Tensor>> samples) {
        Map<String, float[]> answers = new HashMap<>();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList outputs = forward(samples);
            for (int i = 0; i < outputs.size(); i++) {
                answers.put(graph.outputs().get(i), outputs.get(i).toFloatArray());
            }
        }
        return answers;
    }

    /** The outputs in their order. The arrays belong to the open {@link NDScope}. */
    NDList forward(List<Map<String, Tensor>> samples) {
        Map<String, NDArray> inputs = new HashMap<>();
        graph.inputs().forEach(input -> {
            String name = input.getName();
            inputs.put(name, gather(name, samples));
        });
        return forward(inputs);
    }

    /**
     * The outputs in their order. The arrays belong to the open {@link NDScope}.
     *
     * @param inputs of the block, among others, by name: one row per sample
     */
    NDList forward(Map<String, NDArray> inputs) {
        Map<String, NDArray> values = new HashMap<>(constants);
        graph.inputs().forEach(input -> values.put(input.getName(), Lookup.in(inputs, input.getName())));
        for (int i = 0; i < steps.size(); i++) {
            NodeProto node = graph.nodes().get(i);
            NDList computed = steps.get(i).of(new Operands(node.getInputList(), values));
            for (int k = 0; k < computed.size(); k++) {
                values.put(node.getOutput(k), computed.get(k));
            }
        }
        NDList outputs = new NDList();
        graph.outputs().forEach(name -> outputs.add(Lookup.in(values, name)));
        return outputs;
    }

    /** The tensors of this name in these samples, as one array. */
    NDArray gather(String name, List<Map<String, Tensor>> samples) {
        return rows.gather(
                name, samples.stream().map(sample -> Lookup.in(sample, name)).toList());
    }

    /** Names of the outputs. */
    List<String> outputs() {
        return graph.outputs();
    }

    /** What is trained, by the name of its constant. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Takes weights back. */
    void set(Map<String, float[]> weights) {
        weights.forEach((name, values) -> Lookup.in(parameters, name).set(values));
    }

    /** Bytes of everything that is computed for one image. */
    long activationBytes() {
        return Float.BYTES * activations;
    }

    NDManager memory() {
        return memory;
    }

    /** A copy of what is trained. */
    Map<String, float[]> weights() {
        Map<String, float[]> weights = new HashMap<>();
        parameters.forEach((name, array) -> weights.put(name, array.toFloatArray()));
        return weights;
    }

    /** The block with the weights that it has by now; bit for bit the one that it was made of until it is trained. */
    public OnnxGraph graph() {
        return graph(weights());
    }

    OnnxGraph graph(Map<String, float[]> weights) {
        Map<String, TensorProto> trained = new LinkedHashMap<>(graph.constants());
        weights.forEach((name, values) -> trained.computeIfPresent(
                name, (key, before) -> Constants.ofFloats(key, Constants.shape(before), values)));
        return graph.with(graph.nodes(), trained);
    }

    @Override
    public void close() {
        memory.close();
    }
}
