/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What the tests of this module share. */
public final class Graphs {
    private Graphs() {}

    public static OnnxGraph of(ModelProto model, Path folder) {
        return OnnxReader.read(file(model, folder, "net"));
    }

    public static Path file(ModelProto model, Path folder, String name) {
        try {
            return Files.write(folder.resolve(name + ".onnx"), model.toByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Normally distributed numbers. */
    public static Tensor random(long seed, long... shape) {
        Shape extents = Shape.of(shape);
        float[] values = new float[Math.toIntExact(extents.elements())];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(extents, values);
    }

    /** All outputs of a graph for these inputs. */
    public static Map<String, Tensor> run(GraphRunner runner, OnnxGraph graph, Map<String, Tensor> inputs) {
        try (GraphRunner.LoadedGraph loaded = runner.load(graph.toBytes())) {
            return new HashMap<>(loaded.run(inputs, graph.outputs()));
        }
    }

    /** Greatest difference over greatest magnitude of {@code expected}. */
    public static double relativeError(Tensor actual, Tensor expected) {
        FloatBuffer left = actual.floats();
        FloatBuffer right = expected.floats();
        double difference = left.limit() == right.limit() ? 0 : Double.NaN;
        double greatest = 1e-30;
        for (int i = 0; i < right.limit(); i++) {
            difference = Math.max(difference, Math.abs(left.get(i) - right.get(i)));
            greatest = Math.max(greatest, Math.abs(right.get(i)));
        }
        return difference / greatest;
    }
}
