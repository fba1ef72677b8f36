/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * Collects durations in bounded space.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class LatencyMeter {
    /*
     * Sixteen buckets for each power of two: the index is made of the exponent and the four bits after the leading one,
     * so that a bucket is at most 1/16 wider than its lower end. Values below 16 have a bucket each.
     */
    private static final int SUB_BITS = 4;
    private static final int SUBS = 1 << SUB_BITS;

    private long @Nullable [] buckets;
    private long count;
    private double sum;
    private long max;

    /** Adds a duration; what is below 0 counts as 0. */
    synchronized void record(long nanos) {
        long value = Math.max(0, nanos);
        long[] counts = buckets;
        if (counts == null) {
            counts = new long[(Long.SIZE - SUB_BITS) * SUBS];
            buckets = counts;
        }
        counts[index(value)]++;
        count++;
        sum += value;
        max = Math.max(max, value);
    }

    synchronized LatencySummary summary() {
        long[] counts = buckets;
        if (counts == null) {
            return LatencySummary.NONE;
        }
        return new LatencySummary(
                count,
                Math.round(sum / count),
                percentile(counts, 0.50),
                percentile(counts, 0.95),
                percentile(counts, 0.99),
                max);
    }

    private long percentile(long[] counts, double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, upperEnd(i));
            }
        }
        return max;
    }

    private static int index(long value) {
        if (value < SUBS) {
            return (int) value;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> (exponent - SUB_BITS)) & (SUBS - 1);
        return (exponent - SUB_BITS + 1) * SUBS + sub;
    }

    private static long upperEnd(int index) {
        if (index < SUBS) {
            return index;
        }
        int shift = index / SUBS - 1;
        long lower = (long) (SUBS + index % SUBS) << shift;
        return lower + (1L << shift) - 1;
    }
}
