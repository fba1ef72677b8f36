/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** The least-squares weights of a layer that has far more features than there are samples. */
public final class FewSamplesFit {
    /*
     * The same regression as in RidgeFit, solved in the space of samples: with rows X (a constant 1 beside the
     * features), answers Y and the layer's own weights w0, the optimum is w0 + X' (X X' + n lambda I)^-1 (Y - X w0). No
     * matrix of features by features is made.
     */
    private static final int CHUNK = 2048;

    private final CrossProducts products;
    private final Tensor rows;
    private final Tensor weights;
    private final double[] intercept;
    private final double lambda;

    /**
     * Solves the regression.
     *
     * @param rows (samples x features)
     * @param answers (samples x targets)
     * @param weights the layer's own, (targets x features); become the least-squares ones
     * @param bias the layer's own
     */
    public FewSamplesFit(CrossProducts products, Tensor rows, Tensor answers, Tensor weights, float[] bias) {
        this.products = products;
        this.rows = rows;
        this.weights = weights;
        this.intercept = new double[bias.length];
        int samples = Math.toIntExact(rows.shape().dim(0));
        int features = Math.toIntExact(rows.shape().dim(1));
        SymmetricMatrix kernel = SymmetricMatrix.ofRows(products, rows);
        double squares = 0;
        for (int i = 0; i < samples; i++) {
            squares += kernel.at(i, i);
        }
        this.lambda = RidgeFit.RIDGE * squares / samples / features + 1e-12;
        double[] square = new double[samples * samples];
        for (int i = 0; i < square.length; i++) {
            boolean diagonal = i / samples == i % samples;
            square[i] = kernel.at(i / samples, i % samples) + 1 + (diagonal ? samples * lambda : 0);
        }
        SymmetricMatrix inverse = new SymmetricMatrix(products, square, samples);
        if (!inverse.invert()) {
            throw RidgeFit.unfit(features + 1);
        }
        for (int t = 0; t < bias.length; t++) {
            intercept[t] = bias[t];
        }
        correct(inverse.times(misses(answers)), samples, features);
    }

    /** The fitted answers, (samples x targets). */
    private double[][] fitted() {
        FloatBuffer plain = products.of(rows, weights).floats();
        double[][] fitted = new double[Math.toIntExact(rows.shape().dim(0))][intercept.length];
        for (int i = 0; i < fitted.length; i++) {
            for (int t = 0; t < intercept.length; t++) {
                fitted[i][t] = plain.get(i * intercept.length + t) + intercept[t];
            }
        }
        return fitted;
    }

    /** What the layer's own weights miss, (targets x samples). */
    private Tensor misses(Tensor answers) {
        double[][] fitted = fitted();
        FloatBuffer wanted = answers.floats();
        Tensor misses = Tensor.allocate(ElementType.FLOAT64, Shape.of(intercept.length, fitted.length));
        DoubleBuffer values = misses.data().asDoubleBuffer();
        for (int t = 0; t < intercept.length; t++) {
            for (int i = 0; i < fitted.length; i++) {
                values.put(wanted.get(i * intercept.length + t) - fitted[i][t]);
            }
        }
        return misses;
    }

    /** Adds the combination of samples (samples x targets) that makes up for the misses. */
    private void correct(double[] combination, int samples, int features) {
        int targets = intercept.length;
        Tensor mixed = Tensor.allocate(ElementType.FLOAT32, Shape.of(targets, samples));
        FloatBuffer mixture = mixed.floats();
        for (int t = 0; t < targets; t++) {
            for (int i = 0; i < samples; i++) {
                mixture.put((float) combination[i * targets + t]);
                intercept[t] += combination[i * targets + t];
            }
        }
        Tensor columns = Tensor.allocate(ElementType.FLOAT32, Shape.of(features, samples));
        FloatBuffer from = rows.floats();
        FloatBuffer to = columns.floats();
        for (int f = 0; f < features; f++) {
            for (int i = 0; i < samples; i++) {
                to.put(from.get(i * features + f));
            }
        }
        CrossProducts.panels(targets, (first, end) -> {
            FloatBuffer shift =
                    products.of(CrossProducts.rows(mixed, first, end), columns).floats();
            FloatBuffer own = CrossProducts.rows(weights, first, end).floats();
            for (int i = 0; i < own.limit(); i++) {
                own.put(i, own.get(i) + shift.get(i));
            }
        });
    }

    /** The layers of low rank that answer most nearly as the fitted layer does. */
    public ReducedRank reducedRank() {
        int targets = intercept.length;
        double[][] fitted = fitted();
        double[] mean = new double[targets];
        for (double[] row : fitted) {
            Vectors.add(1.0 / fitted.length, row, 0, mean, 0, targets);
        }
        Tensor apart = Tensor.allocate(ElementType.FLOAT64, Shape.of(targets, fitted.length));
        DoubleBuffer values = apart.data().asDoubleBuffer();
        for (int t = 0; t < targets; t++) {
            for (double[] row : fitted) {
                values.put((row[t] - mean[t]) / Math.sqrt(fitted.length));
            }
        }
        SymmetricMatrix spread = SymmetricMatrix.ofRows(products, weights);
        spread.scale(lambda);
        spread.addRows(apart);
        return new ReducedRank(products, spread, mean, intercept.clone(), this::along);
    }

    private float[] along(Tensor directions) {
        int rank = Math.toIntExact(directions.shape().dim(0));
        int targets = intercept.length;
        int features = Math.toIntExact(weights.shape().dim(1));
        Tensor left = Tensor.allocate(ElementType.FLOAT32, Shape.of(rank, targets));
        DoubleBuffer exact = directions.data().asDoubleBuffer();
        FloatBuffer rounded = left.floats();
        while (exact.hasRemaining()) {
            rounded.put((float) exact.get());
        }
        FloatBuffer own = weights.floats();
        float[] along = new float[rank * features];
        for (int from = 0; from < features; from += CHUNK) {
            int width = Math.min(CHUNK, features - from);
            Tensor columns = Tensor.allocate(ElementType.FLOAT32, Shape.of(width, targets));
            FloatBuffer to = columns.floats();
            float[] line = new float[width];
            for (int t = 0; t < targets; t++) {
                own.get(t * features + from, line);
                for (int f = 0; f < width; f++) {
                    to.put(f * targets + t, line[f]);
                }
            }
            FloatBuffer part = products.of(left, columns).floats();
            for (int i = 0; i < rank; i++) {
                part.get(i * width, along, i * features + from, width);
            }
        }
        return along;
    }
}
