/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests of training share. */
final class Blocks {
    private Blocks() {}

    /** Normally distributed inputs named "x". */
    static List<Map<String, Tensor>> samples(int count, long seed, long... shape) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Map.of("x", Graphs.random(1000 * seed + i, shape)));
        }
        return samples;
    }

    static List<Map<String, Tensor>> answers(GraphRunner runner, OnnxGraph graph, List<Map<String, Tensor>> samples) {
        try (GraphRunner.LoadedGraph loaded = runner.load(graph.toBytes())) {
            return samples.stream()
                    .map(sample -> loaded.run(sample, graph.outputs()))
                    .toList();
        }
    }

    /** The block if it can be trained; the reason is the message if not. */
    static TrainableBlock trainable(OnnxGraph graph, List<Map<String, Tensor>> samples, GraphRunner runner) {
        return TrainableBlock.of(graph, samples, runner).fold(block -> block, reason -> {
            throw new AssertionError(reason);
        });
    }
}
