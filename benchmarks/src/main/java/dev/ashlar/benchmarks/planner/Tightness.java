/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import java.util.List;
import java.util.Locale;

/** How much of the way from the least that a problem needs to the most that it can use the budgets go. */
enum Tightness {
    TIGHT(0.25),
    MEDIUM(0.45),
    LOOSE(0.7);

    static final List<Tightness> ALL = List.of(values());

    private final double share;

    Tightness(double share) {
        this.share = share;
    }

    double between(double least, double most) {
        return least + share * (most - least);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
