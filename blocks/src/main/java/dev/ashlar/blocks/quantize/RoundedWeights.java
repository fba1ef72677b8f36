/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import dev.ashlar.core.graph.Shape;

/** Weights of a layer in symmetric 8-bit codes from -127 to 127, with one scale per output channel. */
final class RoundedWeights {
    private static final float LEAST_SCALE = 1e-9f;

    private final byte[] codes;
    private final float[] scales;

    /**
     * Rounds the weights.
     *
     * @param axis where the output channels lie
     */
    RoundedWeights(float[] weights, Shape shape, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= Math.toIntExact(shape.dim(i));
        }
        int channels = Math.toIntExact(shape.dim(axis));
        this.codes = new byte[weights.length];
        this.scales = new float[channels];
        for (int i = 0; i < weights.length; i++) {
            int c = i / inner % channels;
            scales[c] = Math.max(scales[c], Math.abs(weights[i]) / 127);
        }
        for (int c = 0; c < channels; c++) {
            scales[c] = Math.max(scales[c], LEAST_SCALE);
        }
        for (int i = 0; i < weights.length; i++) {
            codes[i] = (byte) Math.rint(weights[i] / scales[i / inner % channels]);
        }
    }

    byte[] codes() {
        return codes;
    }

    float[] scales() {
        return scales;
    }

    int channels() {
        return scales.length;
    }
}
