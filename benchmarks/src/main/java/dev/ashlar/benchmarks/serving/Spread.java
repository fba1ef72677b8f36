/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import java.util.Arrays;

/**
 * How values are spread.
 *
 * @param count how many
 * @param mean of them
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 * @param max greatest
 */
record Spread(int count, double mean, double p50, double p95, double p99, double max) {

    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? new Spread(0, 0, 0, 0, 0, 0)
                : new Spread(
                        sorted.length,
                        Arrays.stream(sorted).average().orElse(0),
                        at(sorted, 0.5),
                        at(sorted, 0.95),
                        at(sorted, 0.99),
                        sorted[sorted.length - 1]);
    }

    private static double at(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
