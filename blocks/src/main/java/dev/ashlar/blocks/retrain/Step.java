/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** One operator, computed on a batch: a differentiable function of its operands. */
@FunctionalInterface
interface Step {
    NDList of(Operands in);

    /** A step with one answer. */
    static Step single(Single single) {
        return in -> new NDList(single.of(in));
    }

    /** A step of one operand. */
    static Step unary(Unary unary) {
        return in -> new NDList(unary.of(in.at(0)));
    }

    /** Computes one array from operands. */
    @FunctionalInterface
    interface Single {
        NDArray of(Operands in);
    }

    /** Computes one array from another. */
    @FunctionalInterface
    interface Unary {
        NDArray of(NDArray x);
    }
}
