/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import java.util.function.Function;

/** Finds the parameters that make the sum of squared residuals small. */
final class LeastSquares {
    /*
     * Levenberg [1] and Marquardt [2]: Gauss-Newton steps on a forward difference, damped on the diagonal, and damped
     * less after every step that helped. [1] A method for the solution of certain non-linear problems in least squares,
     * Quarterly of Applied Mathematics, 1944. [2] An algorithm for least-squares estimation of nonlinear parameters,
     * SIAM Journal, 1963.
     */
    private static final int MOST_STEPS = 200;
    private static final double DIFFERENCE = 1e-6;
    private static final double ENOUGH = 1e-10;
    private static final double MOST_DAMPING = 1e12;

    private LeastSquares() {}

    /**
     * A local minimum.
     *
     * @param start where to begin; stays as it is
     * @param residuals of parameters, always of one length and finite
     */
    static double[] fit(double[] start, Function<double[], double[]> residuals) {
        double[] at = start.clone();
        double[] left = residuals.apply(at);
        double cost = squares(left);
        double damping = 1e-3;
        for (int step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
            double[][] slopes = slopes(at, left, residuals);
            double[] move = move(slopes, left, damping);
            double[] next = at.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] += move[i];
            }
            double[] after = residuals.apply(next);
            double reached = squares(after);
            if (reached < cost) {
                boolean settled = cost - reached < ENOUGH * cost;
                at = next;
                left = after;
                cost = reached;
                damping = Math.max(1e-9, damping / 5);
                if (settled) {
                    break;
                }
            } else {
                damping *= 4;
            }
        }
        return at;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** Row i is how the residuals change with parameter i. */
    private static double[][] slopes(double[] at, double[] left, Function<double[], double[]> residuals) {
        double[][] slopes = new double[at.length][];
        for (int i = 0; i < at.length; i++) {
            double[] beside = at.clone();
            beside[i] += DIFFERENCE;
            double[] changed = residuals.apply(beside);
            for (int k = 0; k < changed.length; k++) {
                changed[k] = (changed[k] - left[k]) / DIFFERENCE;
            }
            slopes[i] = changed;
        }
        return slopes;
    }

    private static double[] move(double[][] slopes, double[] left, double damping) {
        int n = slopes.length;
        double[][] normal = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                normal[i][j] = dot(slopes[i], slopes[j]);
            }
            normal[i][i] += damping * (normal[i][i] + 1e-9);
            normal[i][n] = -dot(slopes[i], left);
        }
        return solve(normal);
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    /** Gauss-Jordan elimination with pivoting; the last column is the right side. */
    static double[] solve(double[][] rows) {
        int n = rows.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                pivot = Math.abs(rows[row][column]) > Math.abs(rows[pivot][column]) ? row : pivot;
            }
            double[] swapped = rows[column];
            rows[column] = rows[pivot];
            rows[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : rows[row][column] / rows[column][column];
                for (int k = column; k <= n && factor != 0; k++) {
                    rows[row][k] -= factor * rows[column][k];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return solution;
    }
}
