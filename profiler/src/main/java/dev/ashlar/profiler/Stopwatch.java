/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.unit.Ticker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.HdrHistogram.Histogram;

/** Collects how long one thing takes, by the clock and in processor time of the calling thread. */
final class Stopwatch {
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Ticker ticker;
    private final Histogram wall = new Histogram(LONGEST_NANOS, 3);
    private long cpuNanos;
    private long startedAt;
    private long cpuAtStart;

    Stopwatch(Ticker ticker) {
        this.ticker = ticker;
    }

    void start() {
        cpuAtStart = THREADS.getCurrentThreadCpuTime();
        startedAt = ticker.nanos();
    }

    /** Ends the measurement that was started last, and counts it. */
    Lap stop() {
        Lap lap = lap();
        record(lap);
        return lap;
    }

    /** Ends the measurement that was started last, without counting it. */
    Lap lap() {
        return new Lap(ticker.nanos() - startedAt, THREADS.getCurrentThreadCpuTime() - cpuAtStart);
    }

    /** Counts a measurement that was taken otherwise. */
    void record(Lap lap) {
        wall.recordValue(Math.max(0, Math.min(lap.nanos(), LONGEST_NANOS)));
        cpuNanos += Math.max(0, lap.cpuNanos());
    }

    /**
     * One measurement.
     *
     * @param nanos by the clock
     * @param cpuNanos of the thread
     */
    record Lap(long nanos, long cpuNanos) {
        static final Lap NONE = new Lap(0, 0);

        Lap plus(Lap other) {
            return new Lap(nanos + other.nanos, cpuNanos + other.cpuNanos);
        }
    }

    void reset() {
        wall.reset();
        cpuNanos = 0;
    }

    LatencyProfile profile() {
        long runs = wall.getTotalCount();
        return new LatencyProfile(
                wall.getValueAtPercentile(50),
                wall.getValueAtPercentile(95),
                wall.getValueAtPercentile(99),
                cpuNanos / Math.max(1, runs),
                runs);
    }
}
