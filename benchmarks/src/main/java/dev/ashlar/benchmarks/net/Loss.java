/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import dev.ashlar.blocks.onnx.Lookup;
import java.util.Map;

/** How wrong the answers to a batch are: one number, differentiable. */
@FunctionalInterface
public interface Loss {
    /** Where {@link #crossEntropy} finds the classes: one row of zeros and a one per image. */
    String LABELS = "ashlar-labels";

    /**
     * The loss of a batch.
     *
     * @param answers outputs by name
     * @param targets what they are compared with
     */
    NDArray of(Map<String, NDArray> answers, Map<String, NDArray> targets);

    /** The mean square of the difference to the target of the same name, summed over outputs. */
    static Loss meanSquare() {
        return (answers, targets) -> answers.entrySet().stream()
                .map(answer -> answer.getValue()
                        .sub(Lookup.in(targets, answer.getKey()))
                        .square()
                        .mean())
                .reduce(NDArray::add)
                .orElseThrow(() -> new IllegalStateException("Impossible state: a block without outputs is trained."));
    }

    /** The cross entropy of the only output, {@code (batch, class)}, with the true classes; the mean over images. */
    static Loss crossEntropy() {
        return (answers, targets) -> {
            NDArray logits = answers.values().iterator().next();
            NDArray truth = Lookup.in(targets, LABELS);
            return logits.logSoftmax(1)
                    .mul(truth)
                    .sum()
                    .mul(-1f / truth.getShape().get(0));
        };
    }
}
