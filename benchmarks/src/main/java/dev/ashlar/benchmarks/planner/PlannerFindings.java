/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Finding;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the measurements say about the targets. */
final class PlannerFindings {
    /** Before the size of a problem: milliseconds that a search for it was limited to. */
    static final String LIMIT = "limit ms ";

    private static final double PERCENT = 100;

    private final List<Finding> findings = new ArrayList<>();

    private PlannerFindings() {}

    /** The findings of the parts that there are. */
    static List<Finding> of(Map<String, Part> parts) {
        PlannerFindings found = new PlannerFindings();
        Part replan = parts.get(PlannerBench.REPLAN);
        if (replan != null) {
            found.replan(replan);
        }
        Part proofs = parts.get(PlannerBench.PROOFS);
        if (proofs != null) {
            found.proofs(proofs, "16x8x6", 20, 60.0);
            found.proofs(proofs, "32x10x8", 200, null);
        }
        Part large = parts.get(PlannerBench.LARGE);
        if (large != null) {
            found.within(large, "100x10x8", 150, 0.001);
            found.within(large, "1000x10x8", 1500, 0.001);
        }
        Part shared = parts.get(PlannerBench.SHARED);
        if (shared != null) {
            found.within(shared, "8/3x10x8", 500, 0.005);
            found.within(shared, "64/8x10x8", 2000, 0.005);
            found.within(shared, "1000/12x10x8", 10_000, 0.02);
        }
        Part race = parts.get(PlannerBench.RACE);
        if (race != null) {
            found.findings.addAll(RaceFindings.of(race, ""));
        }
        Part store = parts.get(PlannerBench.STORE);
        if (store != null) {
            found.findings.addAll(RaceFindings.of(store, "networks of the store: "));
        }
        Part switching = parts.get(PlannerBench.SWITCHING);
        if (switching != null) {
            found.findings.addAll(SwitchingFindings.of(switching));
        }
        Part fair = parts.get(PlannerBench.MAX_MIN);
        if (fair != null) {
            found.maxMin(fair);
        }
        Part audit = parts.get(PlannerBench.AUDIT);
        if (audit != null) {
            found.audit(audit, parts);
        }
        Part memory = parts.get(PlannerBench.MEMORY);
        if (memory != null) {
            found.memory(memory);
        }
        return List.copyOf(found.findings);
    }

    private void add(String target, @Nullable Boolean met, String measured, Object... numbers) {
        findings.add(Samples.finding(target, met, measured, numbers));
    }

    private void replan(Part part) {
        List<Sample> quick = part.samples().stream()
                .filter(sample -> !sample.solver().equals(PlannerBench.OURS))
                .toList();
        double millis = Samples.quantile(quick, 0.99, Sample::millis);
        double behind = Samples.quantile(quick, 0.99, Samples::points);
        add(
                "8x8x6 re-plan after a 5 % change: p99 at most 8 ms, within 0.05 points of the optimum",
                millis <= 8 && behind <= 0.05,
                "p50 %.1f, p99 %.1f ms; behind the optimum p50 %.4f, p99 %.3f, most %.3f points; n = %d",
                Samples.quantile(quick, 0.5, Sample::millis),
                millis,
                Samples.quantile(quick, 0.5, Samples::points),
                behind,
                Samples.quantile(quick, 1, Samples::points),
                quick.size());
        List<Sample> proven = Samples.ours(part, sample -> true);
        double p99 = Samples.quantile(proven, 0.99, Sample::millis);
        add(
                "the same to the proof: p99 at most 30 ms",
                p99 <= 30 && proven.stream().allMatch(Sample::isProven),
                "p50 %.1f, p95 %.1f, p99 %.1f ms; %d of %d proven",
                Samples.quantile(proven, 0.5, Sample::millis),
                Samples.quantile(proven, 0.95, Sample::millis),
                p99,
                proven.stream().filter(Sample::isProven).count(),
                proven.size());
    }

    private void proofs(Part part, String size, double median, @Nullable Double p95) {
        List<Sample> samples = Samples.ours(part, sample -> sample.size().equals(size));
        if (samples.isEmpty()) {
            return;
        }
        boolean met = Samples.quantile(samples, 0.5, Sample::millis) <= median
                && (p95 == null || Samples.quantile(samples, 0.95, Sample::millis) <= p95)
                && samples.stream().allMatch(Sample::isProven);
        StringBuilder each = new StringBuilder();
        for (Tightness tightness : Tightness.ALL) {
            List<Sample> some = Samples.ours(
                    part,
                    sample -> sample.size().equals(size) && sample.tightness().equals(tightness.toString()));
            each.append(String.format(
                    Locale.ROOT,
                    "; %s %.1f (most %.1f)",
                    tightness,
                    Samples.quantile(some, 0.5, Sample::millis),
                    Samples.quantile(some, 1, Sample::millis)));
        }
        add(
                size
                        + " proven: median at most %.0f ms%s"
                                .formatted(median, p95 == null ? "" : ", p95 at most %.0f ms".formatted(p95)),
                met,
                "median %.1f, p95 %.1f ms%s; %d of %d proven",
                Samples.quantile(samples, 0.5, Sample::millis),
                Samples.quantile(samples, 0.95, Sample::millis),
                each,
                samples.stream().filter(Sample::isProven).count(),
                samples.size());
    }

    private void within(Part part, String size, double millis, double gap) {
        List<Sample> samples = Samples.ours(part, sample -> sample.size().equals(size));
        if (samples.isEmpty()) {
            return;
        }
        double worst = Samples.quantile(
                samples, 1, sample -> Objects.requireNonNullElse(sample.gap(), Double.POSITIVE_INFINITY));
        double longest = Samples.quantile(samples, 1, Sample::millis);
        double limit = part.numbers().getOrDefault(LIMIT + size, Double.NaN);
        add(
                "%s: a gap of at most %s %% in %.2f s".formatted(size, trimmed(PERCENT * gap), millis / 1000),
                worst <= gap && longest <= millis,
                "gap median %.4f %%, most %.4f %%; %.0f to %.0f ms with a limit of %.0f ms; n = %d",
                PERCENT
                        * Samples.quantile(
                                samples, 0.5, sample -> Objects.requireNonNullElse(sample.gap(), Double.NaN)),
                PERCENT * worst,
                Samples.quantile(samples, 0, Sample::millis),
                longest,
                limit,
                samples.size());
        if (longest > limit) {
            add(
                    "%s: the limit is kept to within 10 %%".formatted(size),
                    longest <= 1.1 * limit,
                    "%.1f %% beyond it at most",
                    PERCENT * (longest / limit - 1));
        }
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private void maxMin(Part part) {
        List<Sample> samples = part.samples().stream()
                .filter(sample -> sample.solver().equals(Series.FAIR))
                .toList();
        for (Tightness tightness : Tightness.ALL) {
            List<Sample> some = samples.stream()
                    .filter(sample -> sample.tightness().equals(tightness.toString()))
                    .toList();
            add(
                    "max-min instead of the weighted sum, 8x8x6 " + tightness,
                    null,
                    "the worst stream gains %.2f points, the weighted mean loses %.2f; median %.1f ms, most %.1f ms, %d of %d proven",
                    part.numbers().getOrDefault(tightness + " worst stream gains points", Double.NaN),
                    part.numbers().getOrDefault(tightness + " mean loses points", Double.NaN),
                    Samples.quantile(some, 0.5, Sample::millis),
                    Samples.quantile(some, 1, Sample::millis),
                    some.stream().filter(Sample::isProven).count(),
                    some.size());
        }
    }

    private void audit(Part part, Map<String, Part> all) {
        double problems = part.numbers().getOrDefault("problems", 0.0);
        double violations = part.numbers().getOrDefault("violations", 0.0);
        long elsewhere = all.values().stream()
                .flatMap(each -> each.samples().stream())
                .filter(sample -> sample.solver().startsWith(PlannerBench.OURS))
                .mapToLong(Sample::violations)
                .sum();
        add(
                "no limit broken in 100,000 random problems, by the audit",
                violations == 0 && elsewhere == 0 && problems >= 100_000,
                "%.0f violations in %.0f problems (%.0f optimal, %.0f feasible, %.0f infeasible, %.0f undecided); %d in all other solves",
                violations,
                problems,
                part.numbers().getOrDefault("optimal", 0.0),
                part.numbers().getOrDefault("feasible", 0.0),
                part.numbers().getOrDefault("infeasible", 0.0),
                part.numbers().getOrDefault("undecided", 0.0),
                elsewhere);
    }

    private void memory(Part part) {
        List<Double> sizes = part.numbers().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("native MiB"))
                .map(Map.Entry::getValue)
                .toList();
        if (sizes.isEmpty()) {
            return; // The system does not tell.
        }
        double growth = sizes.get(sizes.size() - 1) - sizes.get(0);
        double solves = part.numbers().getOrDefault("solves", 0.0);
        add(
                "no native memory kept over 10,000 solves",
                growth <= 4 && solves >= 10_000,
                "%.1f MiB more after %.0f solves than after a tenth of them",
                growth,
                solves);
    }
}
