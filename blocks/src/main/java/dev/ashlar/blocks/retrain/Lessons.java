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
 * @param inputs for each sample what the block reads in the original network, batch 1
 * @param noisy for each sample what it reads where the blocks before it are compressed: the same answer is wanted
 * @param answers for each sample
 */
public record Lessons(
        List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> noisy, List<Map<String, Tensor>> answers) {
    public Lessons {
        inputs = List.copyOf(inputs);
        noisy = List.copyOf(noisy);
        answers = List.copyOf(answers);
        Argument.require(
                !inputs.isEmpty() && inputs.size() == answers.size() && noisy.size() == answers.size(),
                "There must be an answer to each of at least one sample: %d samples and %d from compressed blocks have %d answers.",
                inputs.size(),
                noisy.size(),
                answers.size());
    }

    /** Lessons in the original network alone. */
    public Lessons(List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers) {
        this(inputs, inputs, answers);
    }

    /** What the block reads in a sample: in every other sample the noisy one, the others in the next epoch. */
    Map<String, Tensor> input(int sample, int epoch) {
        return ((sample ^ epoch) & 1) == 0 ? inputs.get(sample) : noisy.get(sample);
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

    /** The same as {@link #meanSquare}, refused where nothing finite could be learnt. */
    double requireMeanSquare(Collection<String> outputs) {
        double square = meanSquare(outputs);
        if (!Double.isFinite(square)) {
            throw new BlocksException(
                    "The answers to train with (%s) hold NaN or infinity. Maybe the weights of the network are damaged, or its preprocessing is not the one it was trained with."
                            .formatted(outputs));
        }
        return square;
    }
}
