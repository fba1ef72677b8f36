/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import java.util.Arrays;
import java.util.List;

/** Order statistics of measured values. */
final class Quantiles {
    private Quantiles() {}

    static double of(List<Long> values, double share) {
        return of(values.stream().mapToDouble(Long::doubleValue).toArray(), share);
    }

    /** The number below which a share of the values lies, between neighbours in proportion. */
    static double of(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
