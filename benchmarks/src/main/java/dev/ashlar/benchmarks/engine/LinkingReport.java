/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.engine.LinkingResults.Finding;
import dev.ashlar.benchmarks.engine.LinkingResults.Ratio;
import dev.ashlar.benchmarks.engine.LinkingResults.Switch;
import dev.ashlar.benchmarks.plot.Strips;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was measured: raw as JSON, a plot as SVG, and a reading as Markdown. */
final class LinkingReport {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    /** @param folder that exists */
    LinkingReport(Path folder) {
        this.folder = folder;
    }

    void write(LinkingResults results) {
        put("linking.json", json(results));
        List<Map.Entry<String, double[]>> groups = new ArrayList<>();
        for (String contender : Contenders.ALL) {
            double[] values = results.ratios().stream()
                    .filter(ratio -> ratio.contender().equals(contender) && !contender.equals(Contenders.WHOLE))
                    .mapToDouble(Ratio::toWhole)
                    .toArray();
            if (values.length > 0) {
                groups.add(Map.entry(contender, values));
            }
        }
        if (!groups.isEmpty()) {
            put(
                    "linking.svg",
                    new Strips("Processor time of a run by that of the whole network", "ratio", groups).svg());
        }
        put("linking.md", reading(results));
    }

    private void put(String name, String text) {
        files.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(LinkingResults results) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Impossible state: results cannot be written as JSON.", e);
        }
    }

    private static String reading(LinkingResults results) {
        StringBuilder text = new StringBuilder();
        line(text, "# Linked plans");
        line(text, "");
        line(text, "| target | | measured |");
        line(text, "| --- | --- | --- |");
        for (Finding finding : results.findings()) {
            Boolean met = finding.met();
            line(
                    text,
                    "| %s | %s | %s |",
                    finding.target(),
                    met == null ? "" : met ? "met" : "**missed**",
                    finding.measured());
        }
        line(text, "");
        line(text, "Processor time of a run, one thread; ratios to the whole network in the same round, medians:");
        line(text, "");
        ratios(text, results.ratios());
        if (!results.unmeasured().isEmpty()) {
            line(text, "");
            line(text, "Not raced:");
            line(text, "");
            results.unmeasured().forEach(each -> line(text, "- %s", each));
        }
        if (!results.switches().isEmpty()) {
            line(text, "");
            line(text, "Processor time until a composition can run, in milliseconds, medians:");
            line(text, "");
            line(
                    text,
                    "| network | compositions | pieces | read | link | open | all | 95 of 100 | first run more than second |");
            line(text, "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            for (Switch each : results.switches()) {
                line(
                        text,
                        "| %s | %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |",
                        each.network(),
                        each.kind(),
                        each.pieces(),
                        each.readNanos() / 1e6,
                        each.linkNanos() / 1e6,
                        each.openNanos() / 1e6,
                        each.joinNanos() / 1e6,
                        each.join95Nanos() / 1e6,
                        each.firstRunNanos() / 1e6);
            }
        }
        line(text, "");
        line(text, "![ratios](linking.svg)");
        line(text, "");
        results.about().forEach((name, value) -> line(text, "- %s: `%s`", name, value));
        return text.toString();
    }

    private static void ratios(StringBuilder text, List<Ratio> ratios) {
        List<String> contenders = Contenders.ALL.stream()
                .filter(name ->
                        ratios.stream().anyMatch(ratio -> ratio.contender().equals(name)))
                .toList();
        line(text, "| network | composition | ms | %s | pieces | difference |", String.join(" | ", contenders));
        line(text, "| --- | --- | ---: |%s ---: | ---: |", " ---: |".repeat(contenders.size()));
        Map<String, Map<String, Ratio>> rows = new LinkedHashMap<>();
        ratios.forEach(
                ratio -> rows.computeIfAbsent(ratio.network() + " | " + ratio.kind(), key -> new LinkedHashMap<>())
                        .put(ratio.contender(), ratio));
        rows.forEach((name, row) -> {
            StringBuilder cells = new StringBuilder();
            for (String contender : contenders) {
                Ratio ratio = row.get(contender);
                cells.append(ratio == null ? " |" : format(" %.3f |", ratio.toWhole()));
            }
            Ratio whole = row.get(Contenders.WHOLE);
            Ratio linked = row.get(Contenders.LINKED);
            Ratio pieces = row.get(Contenders.PIECES);
            line(
                    text,
                    "| %s | %s |%s %s | %s |",
                    name,
                    whole == null ? "" : format("%.2f", whole.cpuNanos() / 1e6),
                    cells,
                    pieces == null ? "" : String.valueOf(pieces.segments()),
                    linked == null ? "" : linked.difference() == 0 ? "0" : format("%.1e", linked.difference()));
        });
    }

    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }

    private static void line(StringBuilder text, String template, Object... values) {
        text.append(format(template, values)).append('\n');
    }
}
