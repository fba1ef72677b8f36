/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs a network with all its tensors as outputs, to see the shapes that they really have: exact for operators that no
 * rule of ours knows.
 */
public final class TensorProbe implements AutoCloseable {
    /** Tensors fetched in one run, so that not all activations of a network are held at once. */
    private static final int AT_ONCE = 32;

    private final List<String> names;
    private final GraphRunner.LoadedGraph loaded;

    /** Loads a graph with all its tensors as outputs. */
    public TensorProbe(OnnxGraph graph, GraphRunner runner) {
        this.names = names(graph);
        this.loaded = runner.load(graph.toBytes(names));
    }

    private static List<String> names(OnnxGraph graph) {
        List<String> names = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            node.getOutputList().stream().filter(name -> !name.isEmpty()).forEach(names::add);
        }
        return names;
    }

    /**
     * What a run shows.
     *
     * @param seen type and shape of every tensor
     * @param small the values of tensors of integers of at most 64 elements: computed shapes and the like
     */
    public record Sight(Map<String, Seen> seen, Map<String, Tensor> small) {

        /** The shape of every tensor. */
        public Map<String, Shape> shapes() {
            Map<String, Shape> shapes = new HashMap<>();
            seen.forEach((name, sight) -> shapes.put(name, sight.shape()));
            return shapes;
        }
    }

    /** Type and shape of one tensor. */
    public record Seen(ElementType type, Shape shape) {}

    /** Runs the graph on these inputs. */
    public Sight look(Map<String, Tensor> inputs) {
        Map<String, Seen> seen = new HashMap<>();
        Map<String, Tensor> small = new HashMap<>();
        inputs.forEach((name, tensor) -> seen.put(name, new Seen(tensor.type(), tensor.shape())));
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            List<String> part = names.subList(from, Math.min(from + AT_ONCE, names.size()));
            loaded.run(inputs, part).forEach((name, tensor) -> {
                seen.put(name, new Seen(tensor.type(), tensor.shape()));
                if (isInteger(tensor.type()) && tensor.shape().elements() <= 64) {
                    small.put(name, tensor);
                }
            });
        }
        return new Sight(seen, small);
    }

    private static boolean isInteger(ElementType type) {
        return type == ElementType.INT64 || type == ElementType.INT32;
    }

    /** A tensor of uniform numbers between 0 and 1. */
    static Tensor random(Shape shape, long seed) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.of(shape, values);
    }

    @Override
    public void close() {
        loaded.close();
    }
}
