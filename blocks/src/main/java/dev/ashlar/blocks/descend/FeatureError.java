/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** How far answers are from the original's: the root of the mean squared difference over that of the original. */
final class FeatureError {
    private double difference;
    private double norm;

    /**
     * How far the answers of a graph are.
     *
     * @param onnx the graph as a file
     * @param outputs to compare
     * @param inputs of each sample
     * @param originals what the original answers to each
     */
    static double of(
            GraphRunner runner,
            byte[] onnx,
            List<String> outputs,
            List<Map<String, Tensor>> inputs,
            List<Map<String, Tensor>> originals) {
        FeatureError error = new FeatureError();
        try (GraphRunner.LoadedGraph graph = runner.load(onnx)) {
            graph.runEach(
                    inputs,
                    outputs,
                    (i, answers) -> outputs.forEach(
                            name -> error.add(Lookup.in(answers, name), Lookup.in(originals.get(i), name))));
        }
        return error.value();
    }

    void add(Tensor answer, Tensor original) {
        FloatBuffer left = answer.floats();
        FloatBuffer right = original.floats();
        for (int i = 0; i < right.limit(); i++) {
            double apart = left.get(i) - right.get(i);
            difference += apart * apart;
            norm += (double) right.get(i) * right.get(i);
        }
    }

    /** 0 if equal; infinite if any answer was NaN. */
    double value() {
        double error = difference == 0 ? 0 : Math.sqrt(difference / Math.max(norm, 1e-30));
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
