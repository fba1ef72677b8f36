/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.plot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * An axis that begins and ends at round numbers.
 *
 * @param low where it begins
 * @param high where it ends, above {@code low}
 * @param step between its ticks
 */
record Axis(double low, double high, double step) {
    private static final int TICKS = 6;

    /** An axis on which all of these have their place. */
    static Axis of(List<Double> values) {
        double least = Collections.min(values);
        double most = Collections.max(values);
        double span = most > least ? most - least : Math.max(1e-9, Math.abs(most));
        double step = round(span / TICKS);
        double low = Math.floor(least / step) * step;
        double high = Math.ceil(most / step) * step;
        return new Axis(low, high > low ? high : low + step, step);
    }

    /** The next 1, 2 or 5 times a power of ten. */
    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double rest = step / power;
        return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (long i = Math.round(low / step); i <= Math.round(high / step); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** Where a value lies, 0 at the beginning and 1 at the end. */
    double share(double value) {
        return (value - low) / (high - low);
    }

    String label(double tick) {
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f", tick);
    }
}
