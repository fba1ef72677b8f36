/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** One operator on a batch: a differentiable function of what it reads. */
@FunctionalInterface
interface Layer {

    /**
     * Computes the answer.
     *
     * @param in what the operator reads, in its order, absent inputs at the end left out
     * @param training whether statistics are those of this batch, and are remembered
     */
    NDArray of(List<NDArray> in, boolean training);
}
