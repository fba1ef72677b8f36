/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Argument;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a block is to answer to what: the original's answers are the truth.
 *
 * @param inputs for each sample, batch 1
 * @param answers for each sample
 */
public record Lessons(List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers) {
    public Lessons {
        inputs = List.copyOf(inputs);
        answers = List.copyOf(answers);
        Argument.require(
                !inputs.isEmpty() && inputs.size() == answers.size(),
                "There must be an answer to each of at least one sample: %d samples have %d answers.",
                inputs.size(),
                answers.size());
    }

    int size() {
        return inputs.size();
    }

    /** Mean over the samples of the sum of the squares of what is to be answered. */
    double meanSquare(Collection<String> outputs) {
        double sum = 0;
        for (Map<String, Tensor> answer : answers) {
            for (String output : outputs) {
                sum += square(Lookup.in(answer, output).floats());
            }
        }
        return sum / size();
    }

    private static double square(FloatBuffer values) {
        double sum = 0;
        for (int i = 0; i < values.limit(); i++) {
            sum += (double) values.get(i) * values.get(i);
        }
        return sum;
    }

    /** Refuses samples to which no finite answer can be learnt. */
    void requireFinite() {
        inputs.forEach(sample -> sample.forEach(Lessons::requireFinite));
        answers.forEach(answer -> answer.forEach(Lessons::requireFinite));
    }

    private static void requireFinite(String name, Tensor tensor) {
        if (!Double.isFinite(square(tensor.floats()))) {
            throw new BlocksException(
                    "The samples to train with hold NaN or infinity in the tensor %s. Maybe the weights of the network are damaged, or its preprocessing is not the one it was trained with."
                            .formatted(name));
        }
    }
}
