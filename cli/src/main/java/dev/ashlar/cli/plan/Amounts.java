/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Amounts in the units of a problem file, as the nanoseconds and bytes that planners count in. */
final class Amounts {
    /*
     * Units are exact as long as they are no finer than a nanosecond or a byte. What is finer is rounded to the side on
     * which no budget is exceeded: costs up, what there is of time and memory down.
     */
    private static final int NANOS_PER_MICRO = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int BYTES_PER_KIB = 1024;
    private static final double MOST_MICROS = 86_400e6;
    private static final double LEAST_MILLIS = 1e-6;
    private static final double MOST_MILLIS = 3_600_000;
    private static final double MOST_KIB = 1L << 38;
    private static final double MOST_BUDGET_KIB = 1L << 43;
    private static final double MOST_MICROJOULES = 1e12;

    /** Numbers of which nothing is left at 20 places are not worked out to their last one. */
    private static final int MOST_PLACES = 20;

    private final JsonCursor json;

    Amounts(JsonCursor json) {
        this.json = json;
    }

    /** Microseconds of work, as nanoseconds. */
    long micros() throws IOException {
        return whole(json.number(0, MOST_MICROS), NANOS_PER_MICRO, RoundingMode.CEILING);
    }

    /** Milliseconds between frames or until a deadline. */
    Duration millis() throws IOException {
        return Duration.ofNanos(whole(json.number(LEAST_MILLIS, MOST_MILLIS), NANOS_PER_MILLI, RoundingMode.FLOOR));
    }

    /** KiB occupied, as bytes. */
    long kibUsed() throws IOException {
        return whole(json.number(0, MOST_KIB), BYTES_PER_KIB, RoundingMode.CEILING);
    }

    /** KiB there are, as bytes. */
    long kibGiven() throws IOException {
        return whole(json.number(0, MOST_BUDGET_KIB), BYTES_PER_KIB, RoundingMode.FLOOR);
    }

    /** Microjoules, as nanojoules. */
    long microjoules() throws IOException {
        return whole(json.number(0, MOST_MICROJOULES), NANOS_PER_MICRO, RoundingMode.CEILING);
    }

    /** A share of accuracy. */
    double fraction() throws IOException {
        return json.number(0, 1).doubleValue();
    }

    private static long whole(BigDecimal value, int unit, RoundingMode rounding) {
        if (value.signum() != 0 && value.scale() - value.precision() > MOST_PLACES) {
            return rounding == RoundingMode.CEILING ? 1 : 0;
        }
        return value.multiply(BigDecimal.valueOf(unit)).setScale(0, rounding).longValueExact();
    }
}
