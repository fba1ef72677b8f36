/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * An axis with ticks at round numbers.
 *
 * @param low where it begins
 * @param high where it ends, above {@code low}
 * @param step between its ticks
 */
record Scale(double low, double high, double step) {
    /** An axis on which all of these have their place, with some room beside them. */
    static Scale of(Collection<Double> values, int ticks) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double span = most > least ? most - least : Math.max(1e-9, Math.abs(most) / 10);
        double step = round(span / ticks);
        double low = Math.floor((least - span / 40) / step) * step;
        double high = Math.ceil((most + span / 40) / step) * step;
        boolean crosses = least >= 0 && low < 0;
        return new Scale(crosses ? 0 : low, high > low ? high : low + step, step);
    }

    /** The same, ending there if it ends behind. */
    Scale upTo(double most) {
        return low < most && most < high ? new Scale(low, most, step) : this;
    }

    /** The next 1, 2 or 5 times a power of ten. */
    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double rest = step / power;
        return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i++) {
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
        return Figures.text("%." + Math.min(digits, 9) + "f", tick == 0 ? 0.0 : tick);
    }
}
