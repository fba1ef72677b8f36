/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The least-squares weights of a layer and the inverse of its curvature, from which features can be eliminated one
 * after the other without solving again.
 */
public final class RidgeFit {
    /*
     * Minimises the mean of |w'x - y|^2 plus lambda |w - w0|^2: ridge towards the layer's own weights w0 instead of
     * towards zero, so that a layer whose inputs did not change is left as it is. With H = G + lambda I the optimum is
     * w* = H^-1 (C + lambda w0), and the loss of any other w is the loss of w* plus (w - w*)' H (w - w*). Forcing the
     * weights of a set g of features to zero costs tr(w_g' [(H^-1)_gg]^-1 w_g), the optimal-brain-surgeon score [1] for
     * blocks, of which lambda |w0_g|^2 is no error but the ridge of features that are not there any more: a feature that
     * is always 0 costs nothing. The weights of the rest are those of the smaller regression: its inverse curvature times what is left of
     * C + lambda w0. Elimination tracks that inverse and the products w w' of the weights, which are all that costs
     * depend on, however many targets there are.
     * [1] Hassibi and Stork, Second Order Derivatives for Network Pruning: Optimal Brain Surgeon, NIPS 1992.
     */
    static final double RIDGE = 1e-3;

    private final CrossProducts products;
    private final int targets;
    private final double targetSquares;
    private final double[] right;
    private final double[] means;
    private final double[] pull;
    private final SymmetricMatrix inverse;
    private int[] left;
    private double @Nullable [] weights;
    private @Nullable FeatureElimination elimination;

    /**
     * Solves the regression.
     *
     * @param equations finished
     * @param before the layer's own weights, (features x targets)
     */
    public RidgeFit(NormalEquations equations, double[] before) {
        int n = equations.features();
        this.products = equations.products();
        this.targets = equations.targets();
        this.targetSquares = equations.targetSquares();
        double[] curvature = equations.gram().clone();
        this.means = Arrays.copyOfRange(curvature, (n - 1) * n, n * n);
        double lambda = RIDGE * meanDiagonal(curvature, n) + 1e-12;
        this.right = equations.cross().clone();
        Vectors.add(lambda, before, 0, right, 0, right.length);
        this.pull = new double[n];
        for (int i = 0; i < n; i++) {
            curvature[i * n + i] += lambda;
            for (int t = 0; t < targets; t++) {
                pull[i] += lambda * before[i * targets + t] * before[i * targets + t];
            }
        }
        this.inverse = new SymmetricMatrix(products, curvature, n);
        if (!inverse.invert()) {
            throw unfit(n);
        }
        this.left = new int[n];
        for (int i = 0; i < n; i++) {
            left[i] = i;
        }
    }

    private static double meanDiagonal(double[] h, int n) {
        double sum = 0;
        for (int i = 0; i < n - 1; i++) {
            sum += h[i * n + i];
        }
        return sum / Math.max(1, n - 1);
    }

    static BlocksException unfit(int features) {
        return new BlocksException(
                "The activations of a layer with %d inputs are no numbers or too few to fit it. Maybe give more or other images."
                        .formatted(features - 1));
    }

    /**
     * How much the mean squared error grows, as a share of the mean square of the targets, if these features go. May be a
     * little below 0, where the ridge towards the layer's own weights is what they cost.
     */
    public double cost(int[] features) {
        if (features.length == 0) {
            return 0;
        }
        double grown = elimination().cost(features);
        for (int feature : features) {
            grown -= pull[feature];
        }
        return grown / Math.max(targetSquares, 1e-30);
    }

    /** Takes these features out; the weights of the others are the least-squares ones again. */
    public void eliminate(int[] features) {
        if (features.length > 0) {
            elimination().eliminate(features);
            weights = null;
        }
    }

    private FeatureElimination elimination() {
        FeatureElimination started = elimination;
        if (started == null) {
            Tensor rows = Tensor.allocate(ElementType.FLOAT64, Shape.of(left.length, targets));
            rows.data().asDoubleBuffer().put(solved());
            started = new FeatureElimination(inverse, SymmetricMatrix.ofRows(products, rows), left.length);
            elimination = started;
        }
        return started;
    }

    /** The weights of the features that are left, in their order, (left x targets). */
    public double[] weights() {
        if (elimination != null) {
            left = elimination.settle();
        }
        return solved().clone();
    }

    private double[] solved() {
        double[] known = weights;
        if (known == null) {
            known = inverse.times(columns(right, left));
            weights = known;
        }
        return known;
    }

    /** These rows of a matrix of so many columns as there are targets, each as a column. */
    private Tensor columns(double[] matrix, int[] rows) {
        Tensor columns = Tensor.allocate(ElementType.FLOAT64, Shape.of(targets, rows.length));
        DoubleBuffer values = columns.data().asDoubleBuffer();
        for (int t = 0; t < targets; t++) {
            for (int row : rows) {
                values.put(matrix[row * targets + t]);
            }
        }
        return columns;
    }

    /** The layers of low rank that answer most nearly as the fitted layer does, whose last feature is the constant 1. */
    public ReducedRank reducedRank() {
        int n = left.length;
        double[] fitted = weights();
        double[] mean = new double[targets];
        for (int i = 0; i < n; i++) {
            Vectors.add(means[left[i]], fitted, i * targets, mean, 0, targets);
        }
        int[] all = IntStream.range(0, n).toArray();
        SymmetricMatrix spread = new SymmetricMatrix(products, new double[targets * targets], targets);
        spread.add(columns(fitted, all), columns(right, left));
        Tensor level = ReducedRank.tensor(mean, targets, 1);
        spread.subtract(level, level);
        double[] intercept = Arrays.copyOfRange(fitted, (n - 1) * targets, n * targets);
        return new ReducedRank(products, spread, mean, intercept, directions -> along(directions, fitted));
    }

    private float[] along(Tensor directions, double[] fitted) {
        int features = left.length - 1;
        Tensor rows = ReducedRank.tensor(Arrays.copyOf(fitted, features * targets), features, targets);
        DoubleBuffer values = products.of(directions, rows).data().asDoubleBuffer();
        float[] along = new float[values.limit()];
        for (int i = 0; i < along.length; i++) {
            along[i] = (float) values.get(i);
        }
        return along;
    }
}
