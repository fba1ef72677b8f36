/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Finding;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the measurements say of our planner beside other solvers. */
final class RaceFindings {
    /** Plans this close to each other are worth the same: 10^-4 points of one stream. */
    private static final double EQUAL_POINTS = 1e-4;

    private final String prefix;
    private final List<Finding> findings = new ArrayList<>();

    private RaceFindings(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The findings of a race.
     *
     * @param prefix before each; what has one has no target
     */
    static List<Finding> of(Part part, String prefix) {
        RaceFindings race = new RaceFindings(prefix);
        race.race(part);
        race.greedy(part);
        return race.findings;
    }

    private void add(String target, @Nullable Boolean met, String measured, Object... numbers) {
        findings.add(Samples.finding(prefix + target, prefix.isEmpty() ? met : null, measured, numbers));
    }

    private void race(Part part) {
        Set<String> sizes = new LinkedHashSet<>();
        part.samples().forEach(sample -> sizes.add(sample.size()));
        for (String other : List.of("PuLP+CBC", "CBC", "SCIP", "CP-SAT, 1 worker", "CP-SAT")) {
            List<Double> ratios = new ArrayList<>();
            StringBuilder each = new StringBuilder();
            long unequal = 0;
            long unproven = 0;
            for (String size : sizes) {
                List<Double> pairs = new ArrayList<>();
                for (Sample mine : Samples.ours(part, sample -> sample.size().equals(size))) {
                    Sample theirs = twin(part, mine, other);
                    if (theirs != null) {
                        pairs.add(theirs.millis() / mine.millis());
                        unproven += theirs.isProven() && mine.isProven() ? 0 : 1;
                        unequal += theirs.isProven()
                                        && mine.isProven()
                                        && Math.abs(Samples.points(theirs) - Samples.points(mine)) > EQUAL_POINTS
                                ? 1
                                : 0;
                    }
                }
                if (!pairs.isEmpty()) {
                    double median = median(pairs);
                    ratios.add(median);
                    each.append(String.format(Locale.ROOT, "%s %.1f; ", size, median));
                }
            }
            if (!ratios.isEmpty()) {
                boolean target = other.equals("PuLP+CBC");
                double least =
                        ratios.stream().mapToDouble(Double::doubleValue).min().orElse(0);
                add(
                        target
                                ? "against LegoDNN's formulation by PuLP and CBC: median over sizes at least 10 times faster, none below 5, equal optimum"
                                : "times faster than " + other,
                        target ? median(ratios) >= 10 && least >= 5 && unequal == 0 : null,
                        "median %.1f times (by size: %s); %d unequal optima, %d not proven by both",
                        median(ratios),
                        each.toString().strip(),
                        unequal,
                        unproven);
            }
        }
    }

    private void greedy(Part part) {
        List<Sample> greedy = part.samples().stream()
                .filter(sample -> sample.solver().equals("greedy"))
                .toList();
        add(
                "the greedy heuristic",
                null,
                "no plan in %d of %d; else behind the optimum by %.3f points in the median, %.3f at most",
                greedy.stream().filter(sample -> sample.points() == null).count(),
                greedy.size(),
                Samples.quantile(
                        greedy.stream().filter(each -> each.points() != null).toList(), 0.5, Samples::points),
                Samples.quantile(
                        greedy.stream().filter(each -> each.points() != null).toList(), 1, Samples::points));
    }

    private static @Nullable Sample twin(Part part, Sample mine, String solver) {
        return part.samples().stream()
                .filter(sample -> sample.solver().equals(solver)
                        && sample.size().equals(mine.size())
                        && sample.tightness().equals(mine.tightness())
                        && sample.seed() == mine.seed())
                .findFirst()
                .orElse(null);
    }

    private static double median(List<Double> numbers) {
        double[] sorted =
                numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
