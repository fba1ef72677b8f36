/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Finding;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a price of fetching and a tolerance save, and what they cost. */
final class SwitchingFindings {
    private static final double PERCENT = 100;

    private final List<Finding> findings = new ArrayList<>();

    private SwitchingFindings() {}

    static List<Finding> of(Part part) {
        SwitchingFindings found = new SwitchingFindings();
        found.switching(part);
        return List.copyOf(found.findings);
    }

    private void add(String target, @Nullable Boolean met, String measured, Object... numbers) {
        findings.add(Samples.finding(target, met, measured, numbers));
    }

    /** The best price is the one that halves what is fetched, at every tightness, for the least accuracy. */
    private void switching(Part part) {
        String best = "none";
        double least = Double.POSITIVE_INFINITY;
        double cut = 0;
        for (double price :
                Arrays.stream(Series.PRICES).filter(each -> each > 0).toArray()) {
            double mostCost = 0;
            double fetched = 0;
            double free = 0;
            double worstShare = 0;
            for (Tightness tightness : Tightness.ALL) {
                double with = number(part, tightness, price, "fetched MiB");
                double without = number(part, tightness, 0, "fetched MiB");
                fetched += with;
                free += without;
                worstShare = Math.max(worstShare, with / Math.max(1e-9, without));
                mostCost = Math.max(
                        mostCost,
                        number(part, tightness, 0, "accuracy points")
                                - number(part, tightness, price, "accuracy points"));
            }
            add(
                    "switching term, price %s per KiB".formatted(price),
                    null,
                    "fetched %.2f instead of %.2f MiB a re-plan (at worst %.0f %% of it), for at most %.4f points",
                    fetched / 3,
                    free / 3,
                    PERCENT * worstShare,
                    mostCost);
            if (worstShare <= 0.5 && mostCost < least) {
                least = mostCost;
                best = String.valueOf(price);
                cut = PERCENT * (1 - worstShare);
            }
        }
        boolean tolerated = false;
        for (double tolerance : Series.TOLERANCES) {
            tolerated |= tolerance(part, tolerance);
        }
        add(
                "the switching term at least halves what is fetched for at most 0.01 points",
                least <= 0.01 || tolerated,
                "as a tolerance: %s; as one price for all: price %s, %.0f %% less at least, for %.4f points",
                tolerated ? "yes" : "no",
                best,
                cut,
                least);
    }

    /** Whether a tolerance halves what is fetched, at every tightness, for a hundredth of a point at most. */
    private boolean tolerance(Part part, double tolerance) {
        double worstShare = 0;
        double mostCost = 0;
        StringBuilder each = new StringBuilder();
        for (Tightness tightness : Tightness.ALL) {
            String name = "%s tolerance %s ".formatted(tightness, tolerance);
            double with = part.numbers().getOrDefault(name + "fetched MiB", Double.NaN);
            double cost = part.numbers().getOrDefault(name + "points behind the best", Double.NaN);
            double share = with / number(part, tightness, 0, "fetched MiB");
            Double fewest = part.numbers().get(name + "fewest MiB");
            each.append(String.format(
                    Locale.ROOT,
                    "; %s %.2f MiB, %.0f %%, for %.4f points%s",
                    tightness,
                    with,
                    PERCENT * share,
                    cost,
                    fewest == null ? "" : " (the fewest possible there: %.2f MiB)".formatted(fewest)));
            worstShare = Math.max(worstShare, share);
            mostCost = Math.max(mostCost, cost);
        }
        if (Double.isNaN(worstShare)) {
            return false; // Measured before there was a tolerance.
        }
        List<Sample> samples = part.samples().stream()
                .filter(sample -> sample.solver().endsWith("tolerance " + tolerance))
                .toList();
        add(
                "switching tolerance %s".formatted(tolerance),
                null,
                "fetched a re-plan, and of what is fetched without%s; median %.1f ms, most %.1f ms",
                each,
                Samples.quantile(samples, 0.5, Sample::millis),
                Samples.quantile(samples, 1, Sample::millis));
        return worstShare <= 0.5 && mostCost <= 0.01;
    }

    private static double number(Part part, Tightness tightness, double price, String what) {
        return part.numbers().getOrDefault("%s price %s %s".formatted(tightness, price, what), Double.NaN);
    }
}
