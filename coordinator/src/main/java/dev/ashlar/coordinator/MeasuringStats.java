/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * What was measured of plans in idle time.
 *
 * @param compositions that were measured
 * @param images that were judged, those of compositions that are not measured yet among them
 * @param spentNanos time of workers that it took
 */
public record MeasuringStats(long compositions, long images, long spentNanos) {
    /** Nothing is measured. */
    public static final MeasuringStats NONE = new MeasuringStats(0, 0, 0);
}
