/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How busy a machine was while it was measured.
 *
 * @param stealShare of the machine's processor time that its host gave to others, 0..1
 * @param otherShare of the machine's processor time that other processes used, 0..1
 * @param slowestKilohertz lowest clock of the fastest core at any look; 0 where the system does not tell
 * @param fastestKilohertz highest of the same
 * @param throttles how often a core was slowed down for its heat; 0 where the system does not tell
 * @param drift by how much the original was slower in the slowest part of the measurement than in the fastest: 0.1 for a
 *     tenth
 */
public record Conditions(
        double stealShare,
        double otherShare,
        long slowestKilohertz,
        long fastestKilohertz,
        long throttles,
        double drift) {
    private static final double MUCH_STEAL = 0.02;
    private static final double MUCH_LOAD = 0.1;
    private static final double MUCH_SLOWER = 0.85;
    private static final double MUCH_DRIFT = 0.15;

    public Conditions {
        Argument.requireInRange("share of stolen time", stealShare, 0, 1);
        Argument.requireInRange("share of other processes", otherShare, 0, 1);
        Argument.require(
                slowestKilohertz >= 0 && slowestKilohertz <= fastestKilohertz && throttles >= 0,
                "The clocks (%d to %d kHz) must not run backwards, nor the throttles (%d) be negative.",
                slowestKilohertz,
                fastestKilohertz,
                throttles);
        Argument.requireInRange("drift", drift, 0, 1e9);
    }

    /** What makes the numbers less sure, in words for people; empty if nothing was noticed. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (stealShare > MUCH_STEAL) {
            warnings.add(text("the host took %.0f %% of the processor time away", 100 * stealShare));
        }
        if (otherShare > MUCH_LOAD) {
            warnings.add(text("other processes used %.0f %% of the processor time", 100 * otherShare));
        }
        if (throttles > 0) {
            warnings.add(text("cores were slowed down for their heat %d times", throttles));
        }
        if (slowestKilohertz < MUCH_SLOWER * fastestKilohertz) {
            warnings.add(text("the clock fell from %.2f to %.2f GHz", fastestKilohertz / 1e6, slowestKilohertz / 1e6));
        }
        if (drift > MUCH_DRIFT) {
            warnings.add(text("the same network took %.0f %% longer at times", 100 * drift));
        }
        return List.copyOf(warnings);
    }

    private static String text(String template, Object value) {
        return String.format(Locale.ROOT, template, value);
    }

    private static String text(String template, Object first, Object second) {
        return String.format(Locale.ROOT, template, first, second);
    }
}
