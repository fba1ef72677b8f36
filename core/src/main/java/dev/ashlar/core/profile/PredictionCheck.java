/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;
import java.util.List;

/**
 * How predictions compare with measurements of compositions that they were not fitted to, on the same images. Losses are
 * fractions of 1.
 *
 * @param compositions how many were compared
 * @param meanError mean of the absolute errors
 * @param bias mean of the predicted losses less the measured ones; below 0 where too much is promised
 * @param worstError greatest absolute error
 * @param covered share of the compositions within their 95 % intervals, 0..1
 * @param rankCorrelation Spearman's, -1..1; 0 where there is nothing to rank
 */
public record PredictionCheck(
        int compositions, double meanError, double bias, double worstError, double covered, double rankCorrelation) {
    public PredictionCheck {
        Argument.require(compositions >= 0, "The number of compositions (%d) cannot be negative.", compositions);
        Argument.requireInRange("mean error of predictions", meanError, 0, 2);
        Argument.requireInRange("bias of predictions", bias, -2, 2);
        Argument.requireInRange("worst error of predictions", worstError, 0, 2);
        Argument.requireInRange("coverage of predictions", covered, 0, 1);
        Argument.requireInRange("rank correlation of predictions", rankCorrelation, -1, 1);
    }

    /**
     * Compares predictions with measurements, in the same order.
     *
     * @param predicted losses
     * @param halves half the widths of their 95 % intervals
     * @param measured losses
     */
    public static PredictionCheck of(List<Double> predicted, List<Double> halves, List<Double> measured) {
        int count = predicted.size();
        Argument.require(
                halves.size() == count && measured.size() == count,
                "There are %d predictions, %d intervals and %d measurements.",
                count,
                halves.size(),
                measured.size());
        double absolute = 0;
        double bias = 0;
        double worst = 0;
        int covered = 0;
        for (int i = 0; i < count; i++) {
            double error = predicted.get(i) - measured.get(i);
            absolute += Math.abs(error) / count;
            bias += error / count;
            worst = Math.max(worst, Math.abs(error));
            covered += Math.abs(error) <= halves.get(i) ? 1 : 0;
        }
        return new PredictionCheck(
                count,
                Math.min(2, absolute),
                bias,
                Math.min(2, worst),
                count == 0 ? 0 : (double) covered / count,
                correlation(ranks(predicted), ranks(measured)));
    }

    /** Ranks from 1; equal values share the mean of theirs. */
    private static double[] ranks(List<Double> values) {
        double[] ranks = new double[values.size()];
        for (int i = 0; i < ranks.length; i++) {
            double below = 0;
            double equal = 0;
            for (double other : values) {
                below += other < values.get(i) ? 1 : 0;
                equal += other == values.get(i) ? 1 : 0;
            }
            ranks[i] = below + (equal + 1) / 2;
        }
        return ranks;
    }

    private static double correlation(double[] left, double[] right) {
        double mean = (left.length + 1) / 2.0;
        double both = 0;
        double ofLeft = 0;
        double ofRight = 0;
        for (int i = 0; i < left.length; i++) {
            both += (left[i] - mean) * (right[i] - mean);
            ofLeft += (left[i] - mean) * (left[i] - mean);
            ofRight += (right[i] - mean) * (right[i] - mean);
        }
        double scale = Math.sqrt(ofLeft * ofRight);
        return scale == 0 ? 0 : Math.max(-1, Math.min(1, both / scale));
    }
}
