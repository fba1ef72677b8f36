/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * How long something took.
 *
 * @param count how often it was measured
 * @param meanNanos mean, 0 if never
 * @param p50Nanos no less than what half of the times were, at most 7 % above it
 * @param p95Nanos the same for 95 of 100
 * @param p99Nanos the same for 99 of 100
 * @param maxNanos the longest
 */
public record LatencySummary(long count, long meanNanos, long p50Nanos, long p95Nanos, long p99Nanos, long maxNanos) {
    /** Nothing was measured. */
    public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0);
}
