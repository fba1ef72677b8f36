/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Finding;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import dev.ashlar.benchmarks.plot.Chart;
import dev.ashlar.benchmarks.plot.Strips;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes what was found: a reading as Markdown, and plots. */
final class PlannerReport {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();
    private final StringBuilder text = new StringBuilder();

    /** @param folder that exists */
    PlannerReport(Path folder) {
        this.folder = folder;
    }

    void write(PlannerResults results) {
        line("# Planner");
        line("");
        line(
                "Times are wall-clock milliseconds of one call, the building of the solver's model included; objectives are");
        line(
                "recomputed from every plan by the same code, and points are of the weighted mean accuracy of a stream. All");
        line("solvers of a part solved the same problems, one after the other in one process.");
        line("");
        line("| target | | measured |");
        line("| --- | --- | --- |");
        for (Finding finding : results.findings()) {
            Boolean met = finding.met();
            line(
                    "| %s | %s | %s |",
                    finding.target(), met == null ? "" : met ? "met" : "**missed**", finding.measured());
        }
        Part race = results.parts().get(PlannerBench.RACE);
        if (race != null) {
            line("");
            line("## The race");
            table(race);
            chart(race);
        }
        Part replan = results.parts().get(PlannerBench.REPLAN);
        if (replan != null) {
            strips(replan);
        }
        for (String name : List.of(PlannerBench.STORE, PlannerBench.PROOFS, PlannerBench.LARGE, PlannerBench.SHARED)) {
            Part part = results.parts().get(name);
            if (part != null) {
                line("");
                line("## %s", name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
                table(part);
            }
        }
        line("");
        line("## Where and how");
        results.parts().forEach((name, part) -> {
            line("");
            line("%s:", name);
            line("");
            part.about().forEach((what, value) -> line("- %s: `%s`", what, value));
        });
        put("README.md", text.toString());
    }

    private void put(String name, String content) {
        files.write(folder.resolve(name), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private void line(String template, Object... values) {
        text.append(values.length == 0 ? template : String.format(Locale.ROOT, template, values))
                .append('\n');
    }

    private static Map<String, List<Sample>> bySolver(Part part, String size, String tightness) {
        Map<String, List<Sample>> groups = new LinkedHashMap<>();
        part.samples().stream()
                .filter(sample ->
                        sample.size().equals(size) && sample.tightness().equals(tightness))
                .sorted((left, right) -> left.solver().compareTo(right.solver()))
                .forEach(sample -> groups.computeIfAbsent(sample.solver(), unseen -> new ArrayList<>())
                        .add(sample));
        return groups;
    }

    private static Set<String> sizes(Part part) {
        Set<String> sizes = new LinkedHashSet<>();
        part.samples().forEach(sample -> sizes.add(sample.size()));
        return sizes;
    }

    private void table(Part part) {
        line("");
        line(
                "| problem | budgets | solver | n | proven | median ms | most ms | CPU ms | behind best, most points | gap, most |");
        line("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (String size : sizes(part)) {
            for (Tightness tightness : Tightness.ALL) {
                bySolver(part, size, tightness.toString())
                        .forEach((solver, samples) -> line(
                                "| %s | %s | %s | %d | %d | %.1f | %.1f | %.1f | %s | %s |",
                                size,
                                tightness,
                                solver,
                                samples.size(),
                                samples.stream().filter(Sample::isProven).count(),
                                median(samples),
                                samples.stream()
                                        .mapToDouble(Sample::millis)
                                        .max()
                                        .orElse(0),
                                samples.stream()
                                        .mapToDouble(Sample::cpuMillis)
                                        .average()
                                        .orElse(0),
                                behind(samples),
                                gap(samples)));
            }
        }
        line("");
    }

    private static double median(List<Sample> samples) {
        double[] sorted = samples.stream().mapToDouble(Sample::millis).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String behind(List<Sample> samples) {
        double most = samples.stream().mapToDouble(Samples::points).max().orElse(0);
        return Double.isInfinite(most) ? "no plan" : String.format(Locale.ROOT, "%.4f", most);
    }

    private static String gap(List<Sample> samples) {
        double most = samples.stream()
                .mapToDouble(sample -> sample.gap() == null ? Double.NaN : sample.gap())
                .max()
                .orElse(Double.NaN);
        return Double.isNaN(most) ? "" : String.format(Locale.ROOT, "%.4f %%", 100 * most);
    }

    /** Median time by problem, on a logarithmic scale. */
    private void chart(Part part) {
        List<String> sizes = List.copyOf(sizes(part));
        Set<String> solvers = new LinkedHashSet<>();
        part.samples().forEach(sample -> solvers.add(sample.solver()));
        List<Chart.Series> series = new ArrayList<>();
        for (String solver : solvers) {
            List<Chart.Point> points = new ArrayList<>();
            for (int i = 0; i < sizes.size(); i++) {
                String size = sizes.get(i);
                List<Sample> samples = part.samples().stream()
                        .filter(sample ->
                                sample.size().equals(size) && sample.solver().equals(solver))
                        .toList();
                if (!samples.isEmpty()) {
                    points.add(new Chart.Point(i, Math.log10(Math.max(1e-3, median(samples)))));
                }
            }
            series.add(new Chart.Series(solver, series.size(), Chart.Style.LINE, points));
        }
        String across = "problem: " + String.join(", ", sizes) + " (0, 1, ...)";
        put("race.svg", new Chart("Time to solve a problem", across, "log10 of the median ms", series).svg());
        line("![Median time of every solver by problem](race.svg)");
    }

    private void strips(Part part) {
        Map<String, double[]> groups = new LinkedHashMap<>();
        for (Tightness tightness : Tightness.ALL) {
            Set<String> solvers = new LinkedHashSet<>();
            part.samples().forEach(sample -> solvers.add(sample.solver()));
            for (String solver : solvers) {
                double[] millis = part.samples().stream()
                        .filter(sample -> sample.solver().equals(solver)
                                && sample.tightness().equals(tightness.toString()))
                        .mapToDouble(Sample::millis)
                        .toArray();
                if (millis.length > 0) {
                    groups.put(tightness + (solver.equals(PlannerBench.OURS) ? ", proven" : ", 8 ms"), millis);
                }
            }
        }
        List<Map.Entry<String, double[]>> listed = new ArrayList<>(groups.entrySet());
        put("replan.svg", new Strips("Re-plans of 8x8x6 after a change of 5 %", "ms", listed).svg());
        line("");
        line("![Times of re-plans](replan.svg)");
    }
}
