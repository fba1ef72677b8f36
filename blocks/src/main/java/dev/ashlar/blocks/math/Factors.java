/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

/** Two thin layers in place of a wide one: its features to a few numbers, and these to its targets. */
public final class Factors {
    private final float[] first;
    private final float[] second;
    private final float[] bias;

    Factors(float[] first, float[] second, float[] bias) {
        this.first = first;
        this.second = second;
        this.bias = bias;
    }

    /** Weights of the first layer, which has no bias: (rank x features). */
    public float[] first() {
        return first;
    }

    /** Weights of the second layer: (targets x rank). */
    public float[] second() {
        return second;
    }

    /** Bias of the second layer, one for each target. */
    public float[] bias() {
        return bias;
    }
}
