/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Finding;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Looks at what was measured. */
final class Samples {
    private Samples() {}

    /** Our samples among those of a part. */
    static List<Sample> ours(Part part, Predicate<Sample> which) {
        return part.samples().stream()
                .filter(sample -> sample.solver().equals(PlannerBench.OURS) && which.test(sample))
                .toList();
    }

    /** The smallest number that at least this share of all does not exceed. */
    static double quantile(List<Sample> samples, double share, ToDoubleFunction<Sample> number) {
        double[] sorted = samples.stream().mapToDouble(number).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** How far a plan is behind the best, infinitely far if there is none. */
    static double points(Sample sample) {
        return Objects.requireNonNullElse(sample.points(), Double.POSITIVE_INFINITY);
    }

    static Finding finding(String target, @Nullable Boolean met, String measured, Object... numbers) {
        return new Finding(target, String.format(Locale.ROOT, measured, numbers), met);
    }
}
