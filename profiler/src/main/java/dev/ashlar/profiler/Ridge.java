/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

/** Least squares where each parameter is bound to 0, more or less (Hoerl and Kennard, Technometrics, 1970). */
final class Ridge {
    private Ridge() {}

    /**
     * The parameters.
     *
     * @param rows of features, as many in each as there are penalties
     * @param values one for each row
     * @param penalties above 0: the variance of a value by that of a parameter
     */
    static double[] fit(double[][] rows, double[] values, double[] penalties) {
        int n = penalties.length;
        double[][] normal = new double[n][n + 1];
        for (int row = 0; row < rows.length; row++) {
            double[] features = rows[row];
            for (int i = 0; i < n; i++) {
                if (features[i] != 0) {
                    for (int j = 0; j < n; j++) {
                        normal[i][j] += features[i] * features[j];
                    }
                    normal[i][n] += features[i] * values[row];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            normal[i][i] += penalties[i];
        }
        return LeastSquares.solve(normal);
    }

    /** The sum of the features, each by its parameter. */
    static double value(double[] features, double[] parameters) {
        double sum = 0;
        for (int i = 0; i < features.length; i++) {
            sum += features[i] * parameters[i];
        }
        return sum;
    }
}
