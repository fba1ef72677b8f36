/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.blocks.BlocksException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

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
     * blocks, and leaves w - H^-1_.g [(H^-1)_gg]^-1 w_g and H^-1 - H^-1_.g [(H^-1)_gg]^-1 H^-1_g. for the rest: exact at
     * every step. Rows and columns of eliminated features are moved behind `active`, so that inner loops stay dense.
     * [1] Hassibi and Stork, Second Order Derivatives for Network Pruning: Optimal Brain Surgeon, NIPS 1992.
     */
    private static final double RIDGE = 1e-3;

    private final int targets;
    private final double targetSquares;
    private final double[] inverse;
    private final double[] weights;
    private final int stride;
    private final int[] place;
    private final int[] feature;
    private int active;

    /**
     * Solves the regression.
     *
     * @param equations finished
     * @param before the layer's own weights, (features x targets)
     */
    public RidgeFit(NormalEquations equations, double[] before) {
        this.stride = equations.features();
        this.active = stride;
        this.targets = equations.targets();
        this.targetSquares = equations.targetSquares();
        double[] h = equations.gram().clone();
        double lambda = RIDGE * meanDiagonal(h, stride) + 1e-12;
        double[] right = equations.cross().clone();
        for (int i = 0; i < stride; i++) {
            h[i * stride + i] += lambda;
            for (int t = 0; t < targets; t++) {
                right[i * targets + t] += lambda * before[i * targets + t];
            }
        }
        this.inverse = inverse(h, stride);
        this.weights = product(inverse, right, stride, targets);
        this.place = new int[stride];
        this.feature = new int[stride];
        for (int i = 0; i < stride; i++) {
            place[i] = i;
            feature[i] = i;
        }
    }

    private static double meanDiagonal(double[] h, int n) {
        double sum = 0;
        for (int i = 0; i < n - 1; i++) {
            sum += h[i * n + i];
        }
        return sum / Math.max(1, n - 1);
    }

    private static double[] inverse(double[] h, int n) {
        DMatrixRMaj matrix = DMatrixRMaj.wrap(n, n, h);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(n);
        DMatrixRMaj result = new DMatrixRMaj(n, n);
        if (!solver.setA(matrix)) {
            throw new BlocksException(
                    "The activations of a layer with %d inputs are no numbers or too few to fit it. Maybe give more or other images."
                            .formatted(n - 1));
        }
        solver.invert(result);
        return result.data;
    }

    private static double[] product(double[] left, double[] right, int n, int columns) {
        double[] result = new double[n * columns];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double factor = left[i * n + k];
                for (int t = 0; t < columns; t++) {
                    result[i * columns + t] += factor * right[k * columns + t];
                }
            }
        }
        return result;
    }

    /** How much the mean squared error grows, as a share of the mean square of the targets, if these features go. */
    public double cost(int[] features) {
        int n = features.length;
        double[] corner = corner(features);
        double[] rows = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                rows[i * n + j] = rowProduct(place[features[i]], place[features[j]]);
                rows[j * n + i] = rows[i * n + j];
            }
        }
        double[] solved = smallInverse(corner, n);
        double trace = 0;
        for (int i = 0; i < n * n; i++) {
            trace += solved[i] * rows[i];
        }
        return trace / Math.max(targetSquares, 1e-30);
    }

    private double[] corner(int[] features) {
        int n = features.length;
        double[] corner = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                corner[i * n + j] = inverse[place[features[i]] * stride + place[features[j]]];
            }
        }
        return corner;
    }

    private double rowProduct(int left, int right) {
        double sum = 0;
        for (int t = 0; t < targets; t++) {
            sum += weights[left * targets + t] * weights[right * targets + t];
        }
        return sum;
    }

    private static double[] smallInverse(double[] matrix, int n) {
        return n == 1 ? new double[] {1 / Math.max(matrix[0], 1e-300)} : inverse(matrix, n);
    }

    /** Takes these features out; the weights of the others are the least-squares ones again. */
    public void eliminate(int[] features) {
        int n = features.length;
        double[] corner = smallInverse(corner(features), n);
        double[] columns = new double[n * active];
        for (int i = 0; i < n; i++) {
            System.arraycopy(inverse, place[features[i]] * stride, columns, i * active, active);
        }
        double[] scaled = new double[n * active];
        double[] rows = new double[n * targets];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                axpy(corner[i * n + j], columns, j * active, scaled, i * active, active);
                axpy(corner[i * n + j], weights, place[features[j]] * targets, rows, i * targets, targets);
            }
        }
        for (int row = 0; row < active; row++) {
            for (int i = 0; i < n; i++) {
                double factor = -columns[i * active + row];
                axpy(factor, scaled, i * active, inverse, row * stride, active);
                axpy(factor, rows, i * targets, weights, row * targets, targets);
            }
        }
        for (int eliminated : features) {
            retire(place[eliminated]);
        }
    }

    private static void axpy(double factor, double[] x, int xAt, double[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += factor * x[xAt + i];
        }
    }

    /** Moves a row and column behind the active ones. */
    private void retire(int row) {
        int last = --active;
        if (row == last) {
            return;
        }
        for (int j = 0; j < stride; j++) {
            swap(inverse, row * stride + j, last * stride + j);
        }
        for (int i = 0; i < stride; i++) {
            swap(inverse, i * stride + row, i * stride + last);
        }
        for (int t = 0; t < targets; t++) {
            swap(weights, row * targets + t, last * targets + t);
        }
        int moved = feature[last];
        feature[last] = feature[row];
        feature[row] = moved;
        place[moved] = row;
        place[feature[last]] = last;
    }

    private static void swap(double[] array, int i, int j) {
        double value = array[i];
        array[i] = array[j];
        array[j] = value;
    }

    /** The weights of the features that are left, in their order, (left x targets). */
    public double[] weights() {
        double[] left = new double[active * targets];
        int at = 0;
        for (int original = 0; original < stride; original++) {
            if (place[original] < active) {
                System.arraycopy(weights, place[original] * targets, left, at, targets);
                at += targets;
            }
        }
        return left;
    }
}
