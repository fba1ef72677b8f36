/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What goes into a block and what its original answers, sample by sample.
 *
 * @param inputs for each sample
 * @param answers for each sample
 */
record BlockSamples(List<Map<String, Tensor>> inputs, List<Map<String, Tensor>> answers) {

    /** So many of the samples, evenly spread, or all if there are no more. */
    BlockSamples spread(int most) {
        int size = Math.min(most, inputs.size());
        List<Map<String, Tensor>> in = new ArrayList<>();
        List<Map<String, Tensor>> out = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int from = Math.toIntExact((long) i * inputs.size() / size);
            in.add(inputs.get(from));
            out.add(answers.get(from));
        }
        return new BlockSamples(in, out);
    }

    /** The samples that layers are fitted to: all but every {@code n}-th, so that sets sorted by class are split evenly. */
    BlockSamples fitted(int n) {
        return select(n, false);
    }

    /** The others, that descendants are judged by. */
    BlockSamples judging(int n) {
        return select(n, true);
    }

    private BlockSamples select(int n, boolean judging) {
        List<Map<String, Tensor>> in = new ArrayList<>();
        List<Map<String, Tensor>> out = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if ((i % n == n - 1) == judging) {
                in.add(inputs.get(i));
                out.add(answers.get(i));
            }
        }
        return new BlockSamples(in, out);
    }
}
