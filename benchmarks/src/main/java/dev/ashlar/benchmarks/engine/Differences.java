/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;

/** How far apart two tensors are. */
final class Differences {
    private Differences() {}

    /** The greatest difference by the greatest value; 0 for equal bits, infinite for other types, shapes or no number. */
    static double relative(Tensor actual, Tensor expected) {
        if (actual.type() != expected.type() || !actual.shape().equals(expected.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        if (actual.data().equals(expected.data())) {
            return 0;
        }
        if (actual.type() != ElementType.FLOAT32) {
            return Double.POSITIVE_INFINITY;
        }
        float[] left = actual.toFloats();
        float[] right = expected.toFloats();
        double greatest = Float.MIN_NORMAL;
        double apart = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = Math.abs((double) left[i] - right[i]);
            apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
            greatest = Math.max(greatest, Math.abs(right[i]));
        }
        return apart / greatest;
    }
}
