/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rate that a stream may be served at instead of the one it asks for.
 *
 * @param period time from one frame to the next, above 0 and at most an hour
 * @param utility what a frame at this rate is worth beside one at the rate asked for, above 0 and at most 1; null if the
 *     step is taken only where the streams could not all be served otherwise
 */
public record RateStep(Duration period, @Nullable Double utility) {
    public RateStep {
        Argument.require(
                period.compareTo(Duration.ZERO) > 0 && period.compareTo(Duration.ofHours(1)) <= 0,
                "The period (%s) of a rate step must be above 0 and at most an hour.",
                period);
        if (utility != null) {
            Argument.require(
                    utility > 0 && utility <= 1,
                    "The utility (%s) of a rate step must be above 0 and at most 1. Maybe leave it out.",
                    utility);
        }
    }
}
