/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.unit.Argument;

/**
 * A number and the 95 % interval around it.
 *
 * @param value the number
 * @param low at most {@code value}; equal if no interval is known
 * @param high at least {@code value}
 */
record Reading(double value, double low, double high) {
    Reading {
        Argument.require(
                low <= value && value <= high,
                "The value (%s) must lie within its interval (%s to %s).",
                value,
                low,
                high);
    }

    /** A number of which no interval is known. */
    static Reading exact(double value) {
        return new Reading(value, value, value);
    }

    /** A whole number of which no interval is known. */
    static Reading exact(long value) {
        return exact((double) value);
    }

    boolean hasInterval() {
        return high > low;
    }
}
