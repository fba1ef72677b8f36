/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import java.util.List;

/** A link from a sum of loss differences to accuracy: a ridge regression of log-odds above chance. */
final class RidgeLink {
    /*
     * logit((accuracy - chance) / (1 - chance)) = a + b x + c sqrt(max(x, 0)), both features brought to mean 0 and
     * deviation 1, ridge 0.01 per sample.
     */
    private static final double RIDGE = 0.01;
    private static final double EDGE = 1e-3;

    private final double chance;
    private final double[] means;
    private final double[] deviations;
    private final double[] weights;
    private final double constant;

    private RidgeLink(double chance, double[] means, double[] deviations, double[] weights, double constant) {
        this.chance = chance;
        this.means = means;
        this.deviations = deviations;
        this.weights = weights;
        this.constant = constant;
    }

    static RidgeLink fit(List<Double> sums, List<Double> accuracies, double chance) {
        int count = sums.size();
        double[] means = new double[2];
        double[] deviations = new double[2];
        double constant = 0;
        for (int i = 0; i < count; i++) {
            constant += logit(accuracies.get(i), chance) / count;
            for (int k = 0; k < 2; k++) {
                means[k] += feature(k, sums.get(i)) / count;
            }
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 2; k++) {
                deviations[k] += Math.pow(feature(k, sums.get(i)) - means[k], 2) / count;
            }
        }
        double cross = 0;
        double[] right = new double[2];
        for (int k = 0; k < 2; k++) {
            deviations[k] = Math.max(1e-12, Math.sqrt(deviations[k]));
        }
        for (int i = 0; i < count; i++) {
            double first = (feature(0, sums.get(i)) - means[0]) / deviations[0];
            double second = (feature(1, sums.get(i)) - means[1]) / deviations[1];
            double value = logit(accuracies.get(i), chance) - constant;
            cross += first * second / count;
            right[0] += first * value / count;
            right[1] += second * value / count;
        }
        double own = 1 + RIDGE;
        double determinant = own * own - cross * cross;
        double[] weights = {
            (own * right[0] - cross * right[1]) / determinant, (own * right[1] - cross * right[0]) / determinant
        };
        return new RidgeLink(chance, means, deviations, weights, constant);
    }

    private static double feature(int k, double sum) {
        return k == 0 ? sum : Math.sqrt(Math.max(0, sum));
    }

    private static double logit(double accuracy, double chance) {
        double share = Math.max(EDGE, Math.min(1 - EDGE, (accuracy - chance) / (1 - chance)));
        return Math.log(share / (1 - share));
    }

    double accuracy(double sum) {
        double value = constant;
        for (int k = 0; k < 2; k++) {
            value += weights[k] * (feature(k, sum) - means[k]) / deviations[k];
        }
        return chance + (1 - chance) / (1 + Math.exp(-value));
    }
}
