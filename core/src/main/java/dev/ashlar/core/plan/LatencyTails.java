/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long frames of a network take at other percentiles than the 95th, which planners count in.
 *
 * @param factors for percentiles above 0 and up to 100, by how much a frame takes longer or shorter than at the 95th;
 *     above 0 and at most 1000, never falling, and 1 at the 95th
 */
public record LatencyTails(Map<Double, Double> factors) {
    /*
     * A factor for the whole network, as it was measured, and not times of every descendant at every percentile: the
     * 99th percentiles of blocks do not add up to that of their chain, which is less, since it is seldom that all are
     * slow at once (decision 0034).
     */

    /** The percentile that the times of descendants are of. */
    public static final double COUNTED = 95;

    /** Nothing is known but the 95th percentile. */
    public static final LatencyTails NONE = new LatencyTails(Map.of());

    private static final double MOST_FACTOR = 1000;

    public LatencyTails {
        factors = Map.copyOf(factors);
        double last = 0;
        for (Map.Entry<Double, Double> known : sorted(factors).entrySet()) {
            double percentile = known.getKey();
            double factor = known.getValue();
            Argument.require(
                    percentile > 0 && percentile <= 100,
                    "The percentile (%s) of a latency must be above 0 and at most 100. Maybe 99.",
                    percentile);
            Argument.require(
                    factor > 0 && factor <= MOST_FACTOR && factor >= last && (percentile != COUNTED || factor == 1),
                    "The factor (%s) of the latency at percentile %s must be above 0 and at most %s, must not fall, and"
                            + " is 1 at the 95th. Maybe it was meant as a time.",
                    factor,
                    percentile,
                    MOST_FACTOR);
            last = factor;
        }
    }

    /** What a measurement of the whole network says. */
    public static LatencyTails of(LatencyProfile whole) {
        double counted = whole.p95Nanos();
        return counted <= 0 || whole.p50Nanos() <= 0
                ? NONE
                : new LatencyTails(Map.of(
                        50.0, whole.p50Nanos() / counted, 99.0, Math.min(MOST_FACTOR, whole.p99Nanos() / counted)));
    }

    private static NavigableMap<Double, Double> sorted(Map<Double, Double> factors) {
        NavigableMap<Double, Double> sorted = new TreeMap<>(factors);
        sorted.put(COUNTED, factors.getOrDefault(COUNTED, 1.0));
        return sorted;
    }

    /** The highest percentile that is known. */
    public double highest() {
        return sorted(factors).lastKey();
    }

    /** By how much a frame takes longer at a percentile, up to the highest known one; that of the next one known. */
    public double factor(double percentile) {
        if (percentile == COUNTED || factors.isEmpty()) {
            return 1;
        }
        Map.Entry<Double, Double> known = sorted(factors).ceilingEntry(percentile);
        if (known == null) {
            throw new IllegalArgumentException(
                    "The percentile (%s) of a latency is not known beyond %s.".formatted(percentile, highest()));
        }
        return known.getValue();
    }

    /** The time of a frame at a percentile. */
    public long at(double percentile, long countedNanos) {
        double factor = factor(percentile);
        return factor == 1 ? countedNanos : (long) Math.ceil(countedNanos * factor);
    }

    /** The longest time of a frame that is within a limit at a percentile. */
    public long longest(double percentile, Duration limit) {
        return longest(percentile, limit.toNanos());
    }

    /** The longest time of a frame that is within a limit at a percentile; below 0 if the limit is. */
    public long longest(double percentile, long limitNanos) {
        double factor = factor(percentile);
        if (factor == 1 || limitNanos < 0) {
            return limitNanos;
        }
        // Found by the very comparison that a plan must pass, so that no rounding comes between.
        long most = (long) (limitNanos / factor);
        while (at(percentile, most) > limitNanos) {
            most--;
        }
        while (at(percentile, most + 1) <= limitNanos) {
            most++;
        }
        return most;
    }
}
