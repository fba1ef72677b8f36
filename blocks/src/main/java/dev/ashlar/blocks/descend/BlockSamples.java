/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What goes into a block and what its original answers, for all samples; the first are fitted to, the others judge.
 *
 * @param inputs for each sample
 * @param answers for each sample
 * @param fitted how many are fitted to
 */
record BlockSamples(List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers, int fitted) {

    List<Map<String, Tensor>> fitInputs() {
        return inputs.subList(0, fitted);
    }

    List<Map<String, Tensor>> fitAnswers() {
        return answers.subList(0, fitted);
    }
}
