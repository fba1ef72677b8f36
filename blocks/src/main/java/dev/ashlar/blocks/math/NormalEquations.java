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

    /** Equations that go on from the samples that others have seen so far; those stay as they are. */
    public static NormalEquations from(NormalEquations others) {
        others.multiply();
        NormalEquations copy = new NormalEquations(others.products, others.features, others.targets);
        System.arraycopy(others.gram, 0, copy.gram, 0, others.gram.length);
        System.arraycopy(others.cross, 0, copy.cross, 0, others.cross.length);
        copy.samples = others.samples;
        copy.targetSquares = others.targetSquares;
        return copy;
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
        Tensor columns = columns(width);
        CrossProducts.panels(width, (from, to) -> {
            int needed = Math.min(to, features);
            Tensor product = products.of(CrossProducts.rows(columns, from, to), CrossProducts.rows(columns, 0, needed));
            add(product.floats(), from, to, needed);
        });
        filled = 0;
    }

    /** What was written, a row for every feature and target: (features + targets) x samples. */
    private Tensor columns(int width) {
        Tensor columns = Tensor.allocate(ElementType.FLOAT32, Shape.of(width, filled));
        CrossProducts.panels(width, (from, to) -> {
            FloatBuffer values = CrossProducts.rows(columns, from, to).floats();
            float[] line = new float[filled];
            for (int column = from; column < to; column++) {
                for (int row = 0; row < filled; row++) {
                    line[row] = chunk[row * width + column];
                }
                values.put(line);
            }
        });
        for (int row = 0; row < filled; row++) {
            for (int t = row * width + features; t < (row + 1) * width; t++) {
                targetSquares += (double) chunk[t] * chunk[t];
            }
        }
        return columns;
    }

    /** Adds products of the rows {@code from..to} with the first {@code columns} features; those above the diagonal follow. */
    private void add(FloatBuffer product, int from, int to, int columns) {
        float[] line = new float[columns];
        for (int row = from; row < to; row++) {
            product.get((row - from) * columns, line);
            if (row < features) {
                for (int j = 0; j <= row; j++) {
                    gram[row * features + j] += line[j];
                }
            } else {
                for (int j = 0; j < features; j++) {
                    cross[j * targets + row - features] += line[j];
                }
            }
        }
    }

    /** Ends the sampling; the sums are means from now on. */
    public NormalEquations finish() {
        multiply();
        double scale = 1.0 / Math.max(1, samples);
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i * features + j] *= scale;
                gram[j * features + i] = gram[i * features + j];
            }
        }
        for (int i = 0; i < cross.length; i++) {
            cross[i] *= scale;
        }
        targetSquares *= scale;
        return this;
    }

    CrossProducts products() {
        return products;
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
