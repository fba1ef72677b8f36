/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;

/** The probabilities of classes that a network answers with, whether it ends with a softmax or before it. */
final class Probabilities {
    /*
     * Scores that lie between 0 and 1 and add up to 1 are taken as probabilities; others go through the softmax. A
     * network that ends with a softmax leaves a rounding error, a score before it adds up to 1 by chance only.
     */
    private static final double ROUNDING = 1e-3;

    /** Below it nothing is told apart: one image must not outweigh a thousand. About 1e-5. */
    static final double LEAST = 1.0 / (1 << 17);

    private Probabilities() {}

    /** Probabilities of the classes, each at least {@link #LEAST}; all of them that for an answer that is no number. */
    static double[] of(Tensor answer) {
        FloatBuffer scores = answer.floats();
        double[] values = new double[scores.limit()];
        double sum = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean shares = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.get(i);
            sum += values[i];
            greatest = Math.max(greatest, values[i]);
            shares = shares && values[i] >= 0 && values[i] <= 1;
        }
        if (!shares || Math.abs(sum - 1) > ROUNDING) {
            softmax(values, greatest);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] >= LEAST ? values[i] : LEAST;
        }
        return values;
    }

    private static void softmax(double[] values, double greatest) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i] - greatest);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
    }
}
