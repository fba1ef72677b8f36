/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.offline.StudyResults.Entry;
import dev.ashlar.benchmarks.offline.StudyResults.Finding;
import dev.ashlar.benchmarks.offline.StudyResults.Spent;
import dev.ashlar.benchmarks.plot.Chart;
import dev.ashlar.benchmarks.plot.Strips;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Writes what a study found: raw as JSON, plots as SVG, and a reading as Markdown. */
final class StudyReport {
    /** How the compositions of each kind are drawn, in the order of the legend. */
    private static final Map<String, Chart.Style> STYLES = new TreeMap<>(
            Map.of(Scored.BEST, Chart.Style.LINE, Scored.UNIFORM, Chart.Style.DASHED, Scored.RANDOM, Chart.Style.DOTS));

    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    /** @param folder that exists */
    StudyReport(Path folder) {
        this.folder = folder;
    }

    void write(StudyResults results) {
        put("results.json", json(results));
        List<String> plots = new ArrayList<>();
        curve(results, plots, "compute", "share of the original's compute", entry -> entry.share());
        curve(results, plots, "memory", "weights, MiB", entry -> entry.weightBytes() / 1048576.0);
        if (results.entries().stream().anyMatch(entry -> entry.cpuNanos() != null)) {
            curve(results, plots, "latency", "processor time for one image, ms", StudyReport::millis);
        }
        strips(results, plots);
        put("README.md", reading(results, plots));
    }

    private void put(String name, String text) {
        files.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(StudyResults results) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Impossible state: results cannot be written as JSON.", e);
        }
    }

    private static double millis(Entry entry) {
        return entry.cpuNanos() == null ? Double.NaN : entry.cpuNanos() / 1e6;
    }

    private void curve(
            StudyResults results, List<String> plots, String name, String axis, ToDoubleFunction<Entry> cost) {
        List<String> recipes = results.spent().stream().map(Spent::recipe).toList();
        List<Chart.Series> series = new ArrayList<>();
        for (String recipe : recipes) {
            STYLES.forEach((kind, style) -> {
                List<Entry> entries = results.entries().stream()
                        .filter(entry -> entry.recipe().equals(recipe)
                                && entry.kind().equals(kind)
                                && Double.isFinite(cost.applyAsDouble(entry)))
                        .toList();
                boolean shown = style != Chart.Style.DOTS || recipe.equals(StudyOptions.OURS);
                if (shown && !entries.isEmpty()) {
                    series.add(new Chart.Series(
                            recipe + ", " + kind, recipes.indexOf(recipe), style, points(entries, cost)));
                }
            });
        }
        if (!series.isEmpty()) {
            put(name + ".svg", new Chart(results.metric() + " against " + name, axis, "%", series).svg());
            plots.add(name + ".svg");
        }
    }

    private static List<Chart.Point> points(List<Entry> entries, ToDoubleFunction<Entry> cost) {
        return entries.stream()
                .map(entry -> new Chart.Point(cost.applyAsDouble(entry), 100 * entry.test()))
                .sorted(Comparator.comparingDouble(Chart.Point::x))
                .toList();
    }

    private void strips(StudyResults results, List<String> plots) {
        List<Map.Entry<String, double[]>> groups = new ArrayList<>();
        for (Spent spent : results.spent()) {
            double[] losses = results.entries().stream()
                    .filter(entry -> entry.recipe().equals(spent.recipe())
                            && entry.kind().equals(Scored.RANDOM))
                    .mapToDouble(entry -> 100 * (results.original() - entry.test()))
                    .toArray();
            if (losses.length > 0) {
                groups.add(Map.entry(spent.recipe(), losses));
            }
        }
        if (!groups.isEmpty()) {
            put("random.svg", new Strips("Loss of random compositions", "points", groups).svg());
            plots.add("random.svg");
        }
    }

    private static String reading(StudyResults results, List<String> plots) {
        StringBuilder text = new StringBuilder();
        line(text, "# Offline stage: %s", results.about().getOrDefault("subject", "a network"));
        line(text, "");
        line(
                text,
                "The original has %.2f %% (%s) on the test images. Losses are points below that, with 95 %% intervals.",
                100 * results.original(),
                results.metric());
        line(text, "");
        targets(text, results.findings());
        line(text, "");
        line(text, "| recipe | descendants | processor seconds | share of training from scratch |");
        line(text, "| --- | ---: | ---: | ---: |");
        for (Spent spent : results.spent()) {
            Double scratch = results.scratchSeconds();
            String share = scratch == null ? "" : format("%.2f %%", 100 * spent.cpuSeconds() / scratch);
            line(
                    text,
                    "| %s (%s) | %d | %.1f | %s |",
                    spent.title(),
                    spent.recipe(),
                    spent.descendants(),
                    spent.cpuSeconds(),
                    share);
        }
        line(text, "");
        plots.forEach(plot -> line(text, "![%s](%s)%n", plot.replace(".svg", ""), plot));
        results.about().forEach((name, value) -> line(text, "- %s: `%s`", name, value));
        return text.toString();
    }

    private static void targets(StringBuilder text, List<Finding> findings) {
        line(text, "| target | | measured |");
        line(text, "| --- | --- | --- |");
        for (Finding finding : findings) {
            Boolean met = finding.met();
            line(
                    text,
                    "| %s | %s | %s |",
                    finding.target(),
                    met == null ? "" : met ? "met" : "**missed**",
                    finding.measured());
        }
    }

    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }

    private static void line(StringBuilder text, String template, Object... values) {
        text.append(format(template, values)).append('\n');
    }
}
