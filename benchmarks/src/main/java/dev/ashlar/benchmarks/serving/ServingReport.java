/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.plot.Chart;
import dev.ashlar.benchmarks.serving.ServingResults.Finding;
import dev.ashlar.benchmarks.serving.ServingResults.Overload;
import dev.ashlar.benchmarks.serving.ServingResults.Sample;
import dev.ashlar.benchmarks.serving.ServingResults.Switching;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Writes what was measured: raw as JSON, a plot as SVG, and a reading as Markdown. */
final class ServingReport {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    /** @param folder that exists */
    ServingReport(Path folder) {
        this.folder = folder;
    }

    void write(ServingResults results) {
        put("results.json", json(results));
        put("README.md", reading(results));
        Switching switching = results.switching();
        if (switching != null) {
            put(
                    "switches.svg",
                    new Chart(
                                    "The process while plans change",
                                    "switches",
                                    "MiB",
                                    List.of(
                                            series("weights", 0, switching, Sample::weightBytes),
                                            series("native memory", 1, switching, Sample::nativeBytes),
                                            series("heap", 2, switching, Sample::heapBytes)))
                            .svg());
        }
    }

    private static Chart.Series series(String name, int colour, Switching switching, ToLongFunction<Sample> bytes) {
        List<Chart.Point> points = new ArrayList<>();
        for (Sample sample : switching.samples()) {
            points.add(new Chart.Point(sample.switches(), bytes.applyAsLong(sample) / (double) (1 << 20)));
        }
        return new Chart.Series(name, colour, Chart.Style.LINE, points);
    }

    private void put(String name, String text) {
        files.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(ServingResults results) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Impossible state: results cannot be written as JSON.", e);
        }
    }

    private static String reading(ServingResults results) {
        StringBuilder text = new StringBuilder();
        line(text, "# Serving");
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
        line(text, "Streams that together ask for more than there are processors, by priority:");
        line(text, "");
        line(
                text,
                "| run, ms | way | priority | frames | missed | median ms | 99 of 100 | of that waiting | computing |");
        line(text, "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Overload each : results.overload()) {
            line(
                    text,
                    "| %.1f | %s | %d | %d | %.1f %% | %.1f | %.1f | %.1f | %.1f |",
                    each.runMillis(),
                    each.way(),
                    each.priority(),
                    each.frames(),
                    100 * each.share(),
                    each.totalMillis().p50(),
                    each.totalMillis().p99(),
                    each.waitMillis().p99(),
                    each.computeMillis().p99());
        }
        line(text, "");
        line(text, "![the process while plans change](switches.svg)");
        line(text, "");
        line(text, "Made by");
        line(text, "");
        results.about().forEach((what, value) -> line(text, "- %s: %s", what, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
