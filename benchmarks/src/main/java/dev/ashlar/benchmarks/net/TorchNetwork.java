/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph as a differentiable function of its weights, on batches of images. Normalisation keeps its place: its
 * scale and shift are trained, its mean and variance are those of the batch in training and are remembered.
 *
 * <p><b>Threading</b>: for one thread, and one that trains at a time in a virtual machine.
 */
public final class TorchNetwork implements AutoCloseable {
    private static final double TOLERANCE = 1e-4;
    private static final Set<String> LAYERS = Set.of("Conv", "Gemm");
    private static final String NORMALISATION = "BatchNormalization";

    private final OnnxGraph graph;
    private final NDManager memory = Pytorch.open();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, NDArray> constants = new LinkedHashMap<>();
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    /** Brings a graph into PyTorch; an operator that there is no rule for is refused by name. */
    public TorchNetwork(OnnxGraph graph) {
        this.graph = graph;
        boolean whole = false;
        try {
            for (NodeProto node : graph.nodes()) {
                layers.add(Layers.of(node, graph));
                for (int i = 0; i < node.getInputCount(); i++) {
                    load(node, i);
                }
            }
            whole = true;
        } finally {
            if (!whole) {
                memory.close();
            }
        }
    }

    private void load(NodeProto node, int input) {
        String name = node.getInput(input);
        TensorProto constant = graph.constant(name);
        if (constant == null || !Constants.isFloat(constant)) {
            return;
        }
        constants.computeIfAbsent(
                name,
                key -> memory.create(
                        Constants.floats(constant),
                        new Shape(Constants.shape(constant).toArray())));
        boolean layer = LAYERS.contains(node.getOpType()) && input > 0;
        boolean affine = node.getOpType().equals(NORMALISATION) && (input == 1 || input == 2);
        if (layer || affine) {
            NDArray array = Lookup.in(constants, name);
            array.setRequiresGradient(true);
            parameters.put(name, array);
        }
    }

    /** What is trained, by the name of its constant. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** The outputs by name. The arrays belong to the open {@link NDScope}. */
    Map<String, NDArray> forward(Map<String, NDArray> inputs, boolean training) {
        Map<String, NDArray> values = new HashMap<>(constants);
        values.putAll(inputs);
        for (int i = 0; i < layers.size(); i++) {
            NodeProto node = graph.nodes().get(i);
            List<NDArray> read = new ArrayList<>();
            for (String name : node.getInputList()) {
                NDArray value = name.isEmpty() ? null : values.get(name);
                if (value != null) {
                    read.add(value);
                }
            }
            values.put(node.getOutput(0), layers.get(i).of(read, training));
        }
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        graph.outputs().forEach(name -> outputs.put(name, Lookup.in(values, name)));
        return outputs;
    }

    /** The tensors of a batch as arrays. An array is good until the next one of its name is fed: they share memory. */
    private Map<String, NDArray> feed(Batch batch) {
        Map<String, NDArray> arrays = new HashMap<>();
        batch.shapes().forEach((name, shape) -> {
            float[] values = Lookup.in(batch.values(), name);
            int bytes = Float.BYTES * values.length;
            ByteBuffer whole = buffers.get(name);
            if (whole == null || whole.capacity() < bytes) {
                whole = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
                buffers.put(name, whole);
            }
            whole.clear().limit(bytes);
            ByteBuffer part = whole.slice().order(ByteOrder.nativeOrder());
            part.asFloatBuffer().put(values);
            long[] dims = shape.toArray();
            dims[0] = batch.size();
            arrays.put(name, memory.create(part, new Shape(dims), DataType.FLOAT32));
        });
        return arrays;
    }

    /** One step of training: the loss of a batch, its gradients added to the parameters'. */
    public double descend(Batch batch, Batch targets, Loss loss, Descent descent, double rate) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            double value;
            try (GradientCollector collector = Pytorch.engine().newGradientCollector()) {
                NDArray sum = loss.of(forward(feed(batch), true), feed(targets));
                collector.backward(sum);
                value = sum.getFloat();
            }
            descent.step(rate);
            return value;
        }
    }

    /** The outputs for a batch as plain numbers, one row after the other; statistics are the remembered ones. */
    public Map<String, float[]> answers(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Map<String, float[]> answers = new HashMap<>();
            forward(feed(batch), false).forEach((name, array) -> answers.put(name, array.toFloatArray()));
            return answers;
        }
    }

    /**
     * Refuses to train what PyTorch computes otherwise than the engine does.
     *
     * @param batch images of which each is compared by itself
     */
    public void requireAgreement(Batch batch, GraphRunner runner) {
        Map<String, float[]> computed = answers(batch);
        try (GraphRunner.LoadedGraph engine = runner.load(graph.toBytes())) {
            for (int row = 0; row < batch.size(); row++) {
                Map<String, Tensor> expected = engine.run(batch.row(row), graph.outputs());
                for (String name : graph.outputs()) {
                    double error = error(
                            Lookup.in(computed, name),
                            row,
                            Lookup.in(expected, name).toFloats());
                    if (!(error <= TOLERANCE)) {
                        throw new BenchmarkException(
                                "The output %s differs by %.1e of its range between PyTorch and the engine, so it cannot be trained as a baseline."
                                        .formatted(name, error));
                    }
                }
            }
        }
    }

    private static double error(float[] computed, int row, float[] expected) {
        if (computed.length < (row + 1) * expected.length) {
            return Double.NaN;
        }
        double apart = 0;
        double greatest = 1e-30;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(computed[row * expected.length + i] - expected[i]);
            apart = Double.isNaN(difference) ? Double.NaN : Math.max(apart, difference);
            greatest = Math.max(greatest, Math.abs(expected[i]));
        }
        return apart / greatest;
    }

    /** A copy of all numbers that training changes, remembered statistics included. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        constants.forEach((name, array) -> weights.put(name, array.toFloatArray()));
        return weights;
    }

    /** The graph with the numbers that it has by now. */
    public OnnxGraph graph() {
        return graph(weights());
    }

    /** The graph with these numbers. */
    public OnnxGraph graph(Map<String, float[]> weights) {
        Map<String, TensorProto> changed = new LinkedHashMap<>(graph.constants());
        weights.forEach((name, values) -> changed.computeIfPresent(
                name, (key, before) -> Constants.ofFloats(key, Constants.shape(before), values)));
        return graph.with(graph.nodes(), changed);
    }

    /** Names of the tensors that are fed. */
    public List<String> inputs() {
        return graph.inputs().stream().map(ValueInfoProto::getName).toList();
    }

    @Override
    public void close() {
        memory.close();
    }
}
