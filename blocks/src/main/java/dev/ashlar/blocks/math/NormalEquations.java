/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.FloatBuffer;

/**
 * What a linear regression needs to know of its samples: products of features with features and with targets, added up
 * over samples of which none is kept.
 */
public final class NormalEquations {
    /** Samples multiplied at once. */
    private static final int CHUNK = 2048;

    private final CrossProducts products;
    private final int features;
    private final int targets;
    private final double[] gram;
    private final double[] cross;
    private final float[] chunk;
    private int filled;
    private long samples;
    private double targetSquares;

    /**
     * @param products multiplies
     * @param features of a sample, the constant 1 included
     * @param targets of a sample
     */
    public NormalEquations(CrossProducts products, int features, int targets) {
        this.products = products;
        this.features = features;
        this.targets = targets;
        this.gram = new double[features * features];
        this.cross = new double[features * targets];
        this.chunk = new float[CHUNK * (features + targets)];
    }

    /** Where to write the features of the next sample, its targets right behind; call {@link #next} afterwards. */
    public int at() {
        return filled * (features + targets);
    }

    /** The array to write samples to. */
    public float[] rows() {
        return chunk;
    }

    /** Takes the sample that was written. */
    public void next() {
        filled++;
        samples++;
        if (filled == CHUNK) {
            multiply();
        }
    }

    private void multiply() {
        if (filled == 0) {
            return;
        }
        int width = features + targets;
        Tensor left = Tensor.allocate(ElementType.FLOAT32, Shape.of(filled, features));
        Tensor both = Tensor.allocate(ElementType.FLOAT32, Shape.of(filled, width));
        FloatBuffer leftFloats = left.floats();
        both.floats().put(chunk, 0, filled * width);
        for (int row = 0; row < filled; row++) {
            leftFloats.put(chunk, row * width, features);
            for (int t = row * width + features; t < (row + 1) * width; t++) {
                targetSquares += (double) chunk[t] * chunk[t];
            }
        }
        add(products.of(left, both).floats(), width);
        filled = 0;
    }

    private void add(FloatBuffer product, int width) {
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < features; j++) {
                gram[i * features + j] += product.get(i * width + j);
            }
            for (int t = 0; t < targets; t++) {
                cross[i * targets + t] += product.get(i * width + features + t);
            }
        }
    }

    /** Ends the sampling; the sums are means from now on. */
    public NormalEquations finish() {
        multiply();
        double scale = 1.0 / Math.max(1, samples);
        for (int i = 0; i < gram.length; i++) {
            gram[i] *= scale;
        }
        for (int i = 0; i < cross.length; i++) {
            cross[i] *= scale;
        }
        targetSquares *= scale;
        return this;
    }

    public int features() {
        return features;
    }

    public int targets() {
        return targets;
    }

    public long samples() {
        return samples;
    }

    /** Mean square of the targets of a sample, added up over the targets. */
    public double targetSquares() {
        return targetSquares;
    }

    /** Means of products of features, (features x features). */
    double[] gram() {
        return gram;
    }

    /** Means of products of features and targets, (features x targets). */
    double[] cross() {
        return cross;
    }
}
