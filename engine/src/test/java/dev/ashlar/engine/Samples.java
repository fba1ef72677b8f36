/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import java.util.Random;

/** Random inputs, and how far apart two tensors are. */
final class Samples {
    private Samples() {}

    /** Floats between 0 and 1. */
    static Tensor input(Shape shape, long seed) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.of(shape, values);
    }

    /** The greatest difference, relative to the greatest value of {@code expected}; infinite for other shapes. */
    static double distance(Tensor actual, Tensor expected) {
        if (!actual.shape().equals(expected.shape()) || actual.type() != expected.type()) {
            return Double.POSITIVE_INFINITY;
        }
        float[] a = actual.toFloats();
        float[] b = expected.toFloats();
        double greatest = 1e-30;
        double apart = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs(b[i]));
            double difference = Math.abs((double) a[i] - b[i]);
            apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
        }
        return apart / greatest;
    }
}
