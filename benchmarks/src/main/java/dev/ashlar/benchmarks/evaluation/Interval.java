/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mean and how far it may be off.
 *
 * @param mean in the unit of what was measured
 * @param half half the width of the 95 % interval around it
 */
public record Interval(double mean, double half) {
    private static final double NORMAL_95 = 1.96;

    /*
     * Scores of C compositions on N images: both are samples, of all compositions and of all images. The variance of the
     * mean is at most that of the composition means over C plus that of the image means over N: what the two share is
     * counted twice, so the interval is rather too wide. A single composition is no sample; there images alone count.
     */

    /**
     * The mean of numbers.
     *
     * @param table one row per composition, one number per image, rows of one length
     */
    public static Interval of(List<float[]> table) {
        Argument.require(!table.isEmpty() && table.get(0).length > 0, "There must be something to take the mean of.");
        int images = table.get(0).length;
        double[] byImage = new double[images];
        double[] byComposition = new double[table.size()];
        for (int c = 0; c < table.size(); c++) {
            for (int i = 0; i < images; i++) {
                byImage[i] += table.get(c)[i] / table.size();
                byComposition[c] += table.get(c)[i] / images;
            }
        }
        double ofImages = variance(byImage) / images;
        double ofCompositions = table.size() > 1 ? variance(byComposition) / table.size() : 0;
        return new Interval(mean(byImage), NORMAL_95 * Math.sqrt(ofImages + ofCompositions));
    }

    /** The mean of {@code left - right}, image by image and composition by composition. */
    public static Interval paired(List<float[]> left, List<float[]> right) {
        Argument.require(
                left.size() == right.size(), "There are %d compositions against %d.", left.size(), right.size());
        return of(IntStream.range(0, left.size())
                .mapToObj(c -> difference(left.get(c), right.get(c)))
                .toList());
    }

    private static float[] difference(float[] left, float[] right) {
        Argument.require(left.length == right.length, "There are %d images against %d.", left.length, right.length);
        float[] difference = new float[left.length];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i] - right[i];
        }
        return difference;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return values.length > 1 ? sum / (values.length - 1) : 0;
    }

    public double low() {
        return mean - half;
    }

    public double high() {
        return mean + half;
    }

    /** This in another unit. */
    public Interval times(double factor) {
        return new Interval(mean * factor, half * Math.abs(factor));
    }
}
