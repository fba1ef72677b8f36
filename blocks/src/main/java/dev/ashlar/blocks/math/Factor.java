/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import org.jspecify.annotations.Nullable;

/** Cholesky factors of small matrices. */
final class Factor {
    private Factor() {}

    /**
     * The inverse of the lower factor of a positive definite matrix, row by row, zeros above the diagonal; null if the
     * matrix is not positive definite.
     *
     * @param matrix (n x n); overwritten
     */
    static double @Nullable [] inverse(double[] matrix, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double dot = matrix[i * n + j] - dot(matrix, i * n, matrix, j * n, j);
                matrix[i * n + j] = dot / matrix[j * n + j];
            }
            double pivot = matrix[i * n + i] - dot(matrix, i * n, matrix, i * n, i);
            if (!(pivot > 0 && Double.isFinite(pivot))) {
                return null;
            }
            matrix[i * n + i] = Math.sqrt(pivot);
        }
        double[] inverse = new double[n * n];
        for (int i = 0; i < n; i++) {
            inverse[i * n + i] = 1;
            for (int j = 0; j < i; j++) {
                Vectors.add(-matrix[i * n + j], inverse, j * n, inverse, i * n, j + 1);
            }
            double scale = 1 / matrix[i * n + i];
            for (int j = 0; j <= i; j++) {
                inverse[i * n + j] *= scale;
            }
        }
        return inverse;
    }

    private static double dot(double[] left, int leftAt, double[] right, int rightAt, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += left[leftAt + i] * right[rightAt + i];
        }
        return sum;
    }
}
