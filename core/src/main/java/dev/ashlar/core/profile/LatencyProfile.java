/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;

/**
 * How long something takes on the device, on one thread.
 *
 * @param p50Nanos half of the runs were as fast or faster, by the clock
 * @param p95Nanos 95 of 100 runs were
 * @param p99Nanos 99 of 100 runs were
 * @param cpuNanos mean processor time of a run
 * @param runs how many runs were measured
 */
public record LatencyProfile(long p50Nanos, long p95Nanos, long p99Nanos, long cpuNanos, long runs) {
    public LatencyProfile {
        Argument.require(
                0 <= p50Nanos && p50Nanos <= p95Nanos && p95Nanos <= p99Nanos,
                "The percentiles (%d, %d, %d ns) must not fall.",
                p50Nanos,
                p95Nanos,
                p99Nanos);
        Argument.require(cpuNanos >= 0 && runs > 0, "A latency needs a run and cannot be negative.");
    }

    /** The same runs where each takes so many times as long. */
    public LatencyProfile scaled(double factor) {
        Argument.require(
                Double.isFinite(factor) && factor >= 0, "The factor (%s) of a latency must be 0 or more.", factor);
        return new LatencyProfile(
                Math.round(p50Nanos * factor),
                Math.round(p95Nanos * factor),
                Math.round(p99Nanos * factor),
                Math.round(cpuNanos * factor),
                runs);
    }
}
