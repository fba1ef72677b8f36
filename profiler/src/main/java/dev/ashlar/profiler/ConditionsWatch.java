/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.MachineSample;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the machine from time to time while something is measured. */
final class ConditionsWatch {
    /** A part of the rounds whose median is taken holds so many at least, so that single outliers do not count. */
    private static final int LEAST_ROUNDS = 5;

    private static final int MOST_PARTS = 10;

    private final Supplier<@Nullable MachineSample> machine;
    private @Nullable MachineSample first;
    private @Nullable MachineSample last;
    private long slowest = Long.MAX_VALUE;
    private long fastest;
    private double drift;

    /** @param machine answers null where the system tells nothing */
    ConditionsWatch(Supplier<@Nullable MachineSample> machine) {
        this.machine = machine;
    }

    /** Looks; the first and the last look are what shares are taken between. */
    void look() {
        MachineSample now = machine.get();
        if (now != null) {
            first = first == null ? now : first;
            last = now;
            if (now.kilohertz() > 0) {
                slowest = Math.min(slowest, now.kilohertz());
                fastest = Math.max(fastest, now.kilohertz());
            }
        }
    }

    /** Hears how long the same thing took, round by round. */
    void rounds(long[] nanos) {
        int parts = Math.min(MOST_PARTS, nanos.length / LEAST_ROUNDS);
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int part = 0; part < parts; part++) {
            long[] some = Arrays.copyOfRange(nanos, nanos.length * part / parts, nanos.length * (part + 1) / parts);
            Arrays.sort(some);
            double middle = some[some.length / 2];
            least = Math.min(least, middle);
            most = Math.max(most, middle);
        }
        if (parts > 1 && least > 0) {
            drift = Math.max(drift, most / least - 1);
        }
    }

    /** What was seen, or null where the system tells nothing. */
    @Nullable
    Conditions conditions() {
        MachineSample from = first;
        MachineSample to = last;
        if (from == null || to == null) {
            return null;
        }
        double total = Math.max(1, to.totalTicks() - from.totalTicks());
        long steal = to.stealTicks() - from.stealTicks();
        long idle = to.idleTicks() - from.idleTicks();
        long own = to.ownTicks() - from.ownTicks();
        return new Conditions(
                share(steal / total),
                share((total - idle - steal - own) / total),
                fastest == 0 ? 0 : slowest,
                fastest,
                Math.max(0, to.throttles() - from.throttles()),
                drift);
    }

    private static double share(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
