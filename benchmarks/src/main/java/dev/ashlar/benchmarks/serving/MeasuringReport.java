/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.plot.Strips;
import dev.ashlar.benchmarks.serving.MeasuringResults.Kind;
import dev.ashlar.benchmarks.serving.ServingResults.Finding;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was measured: raw as JSON, a reading as Markdown, and a plot. */
final class MeasuringReport {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    /** @param folder that exists */
    MeasuringReport(Path folder) {
        this.folder = folder;
    }

    void write(MeasuringResults results) {
        try {
            put(
                    "results.json",
                    new ObjectMapper()
                                    .enable(SerializationFeature.INDENT_OUTPUT)
                                    .writeValueAsString(results)
                            + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Impossible state: results cannot be written as JSON.", e);
        }
        put("README.md", reading(results));
        put("missed.svg", missed(results));
    }

    private static String missed(MeasuringResults results) {
        List<Map.Entry<String, double[]>> groups = results.kinds().stream()
                .map(kind -> Map.entry(
                        String.format(Locale.ROOT, "%s, %.2f", kind.deadlines(), kind.cpuShare()),
                        results.missed(kind.deadlines(), kind.cpuShare())))
                .toList();
        return new Strips("Missed in each turn, by deadlines and share allowed to measuring", "% of frames", groups)
                .svg();
    }

    private void put(String name, String text) {
        files.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String reading(MeasuringResults results) {
        StringBuilder text =
                new StringBuilder("# Measuring plans in idle time\n\n| target | | measured |\n| --- | --- | --- |\n");
        for (Finding finding : results.findings()) {
            line(
                    text,
                    "| %s | %s | %s |",
                    finding.target(),
                    Boolean.TRUE.equals(finding.met()) ? "met" : "**missed**",
                    finding.measured());
        }
        line(
                text,
                "%nThree made-up networks at three tenths of what the processors can serve, frames by the clock. A frame can bear to wait"
                        + " for a step of measuring with roomy deadlines (six times what the originals take) and cannot with"
                        + " tight ones (twice that). Kinds of turns follow one another; percentiles are medians of turns.%n");
        line(
                text,
                "| deadlines | share allowed | frames | missed | median ms | 99 of 100 | images judged | share used |");
        line(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Kind kind : results.kinds()) {
            line(
                    text,
                    "| %s | %.2f | %d | %.2f %% | %.2f | %.2f | %d | %.3f |",
                    kind.deadlines(),
                    kind.cpuShare(),
                    kind.frames(),
                    100 * kind.share(),
                    kind.p50(),
                    kind.p99(),
                    kind.images(),
                    kind.used());
        }
        line(text, "%n![Missed in each turn](missed.svg)");
        line(text, "%nMade by%n");
        results.about().forEach((what, value) -> line(text, "- %s: %s", what, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
