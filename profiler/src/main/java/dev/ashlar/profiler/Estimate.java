/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.unit.Argument;

/**
 * A mean over images and the 95 % interval around it.
 *
 * @param mean of what was measured
 * @param low end of the interval
 * @param high end of the interval
 */
public record Estimate(double mean, double low, double high) {
    /*
     * The normal interval of a mean, 1.96 standard errors to either side. Where all numbers are equal their deviation
     * says nothing of numbers that were not seen: of n images that all did alike, with 95 % confidence at most 3 / n do
     * otherwise (Hanley and Lippman-Hand, If Nothing Goes Wrong, Is Everything All Right?, JAMA 1983). Numbers reach
     * from -1 to 1 at most, so that much is added to either side.
     */
    private static final double NORMAL_95 = 1.959964;
    private static final double RULE_OF_THREE = 3;

    public Estimate {
        Argument.require(
                low <= mean && mean <= high, "The mean (%s) must lie within its interval (%s to %s).", mean, low, high);
    }

    /** The mean of numbers between -1 and 1, one for each image, at least one. */
    static Estimate of(float[] values) {
        Argument.require(values.length > 0, "There must be something to take the mean of.");
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        double half = squares <= 1e-12 || values.length < 2
                ? Math.min(1, RULE_OF_THREE / values.length)
                : NORMAL_95 * Math.sqrt(squares / (values.length - 1) / values.length);
        return new Estimate(mean, mean - half, mean + half);
    }

    /** The mean of {@code left - right}, image by image. */
    static Estimate paired(float[] left, float[] right) {
        float[] differences = new float[left.length];
        for (int i = 0; i < left.length; i++) {
            differences[i] = left[i] - right[i];
        }
        return of(differences);
    }
}
