/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.plot.Chart;
import dev.ashlar.benchmarks.predict.PredictResults.Composition;
import dev.ashlar.benchmarks.predict.PredictResults.Network;
import dev.ashlar.benchmarks.predict.PredictResults.Plans;
import dev.ashlar.benchmarks.predict.PredictResults.Score;
import dev.ashlar.store.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what the study found: raw as JSON, plots as SVG, and a reading as Markdown. */
final class PredictReport {
    private final Path folder;
    private final AtomicFiles files = new AtomicFiles();

    /** @param folder that exists */
    PredictReport(Path folder) {
        this.folder = folder;
    }

    void write(PredictResults results) {
        put("results.json", json(results));
        StringBuilder text = new StringBuilder();
        line(text, "# What compositions are worth, predicted and measured");
        line(text, "");
        line(
                text,
                "Losses are points of top-1 below the original on the same images. Everything is profiled, fitted and"
                        + " chosen on the images of the profile; the test images, no one of which is among them, are first"
                        + " looked at when all predictions stand. Latency is that of a frame while it is computed, by the"
                        + " median; at most as many are computed at once as there are cores, as in serving, and waiting for"
                        + " a core is not in it. Memory is what mapped weights and native memory of the process grow by.");
        results.networks().forEach(network -> network(text, network));
        line(text, "");
        results.about().forEach((name, value) -> line(text, "- %s: `%s`", name, value));
        put("README.md", text.toString());
    }

    private void network(StringBuilder text, Network network) {
        line(text, "");
        line(text, "## %s", network.name());
        line(text, "");
        if (network.scores().isEmpty()) {
            line(
                    text,
                    "%d blocks, %d descendants (%s). Latency and memory alone; the profile took %.0f s.",
                    network.blocks(),
                    network.descendants(),
                    network.recipe(),
                    network.profileSeconds());
        } else {
            quality(text, network);
        }
        line(text, "");
        line(text, "| target | | measured |");
        line(text, "| --- | --- | --- |");
        PredictTargets.of(network)
                .forEach(target -> line(
                        text,
                        "| %s | %s | %s |",
                        target.target(),
                        target.met() ? "met" : "**missed**",
                        target.measured()));
        if (network.scores().isEmpty()) {
            return;
        }
        predictors(text, network);
        String plot = network.name() + ".svg";
        put(plot, new Chart(network.name() + ": loss", "predicted, points", "measured, points", series(network)).svg());
        line(text, "");
        line(text, "![%s](%s)", network.name(), plot);
    }

    private static void quality(StringBuilder text, Network network) {
        line(
                text,
                "%d blocks, %d descendants (%s). Original: %.2f %% on %d images of the profile, %.2f %% on %d test"
                        + " images. The profile measured %d compositions and took %.0f s.",
                network.blocks(),
                network.descendants(),
                network.recipe(),
                100 * network.profileQuality(),
                network.profileImages(),
                100 * network.testQuality(),
                network.testImages(),
                network.measured(),
                network.profileSeconds());
    }

    private static void predictors(StringBuilder text, Network network) {
        line(text, "");
        line(
                text,
                "| predictor | error, loss up to 15 | error, all | bias | worst | Spearman | within 95 %% interval |"
                        + " too much promised at plans | at most | loss of these plans |");
        line(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Score score : network.scores()) {
            Plans plans = PredictTargets.plans(network, score.predictor());
            line(
                    text,
                    "| %s | %.2f | %.2f | %+.2f | %.1f | %.3f | %.0f %% | %+.2f | %.1f | %.2f |",
                    score.title(),
                    100 * score.mildError(),
                    100 * score.error(),
                    100 * score.bias(),
                    100 * score.worst(),
                    score.rank(),
                    100 * score.covered(),
                    100 * plans.before(),
                    100 * plans.worstBefore(),
                    100 * plans.loss());
        }
    }

    private static List<Chart.Series> series(Network network) {
        List<Chart.Series> series = new ArrayList<>();
        List<String> shown = List.of(Predictors.SUM, Predictors.OURS);
        double most = 0;
        for (String predictor : shown) {
            List<Chart.Point> points = new ArrayList<>();
            for (Composition composition : network.compositions()) {
                double predicted = 100 * composition.predicted().getOrDefault(predictor, 0.0);
                points.add(new Chart.Point(predicted, 100 * composition.loss()));
                most = Math.max(most, 100 * composition.loss());
            }
            series.add(new Chart.Series(
                    PredictTargets.score(network, predictor).title(),
                    shown.indexOf(predictor) + 1,
                    Chart.Style.DOTS,
                    points));
        }
        series.add(new Chart.Series(
                "as predicted", 0, Chart.Style.DASHED, List.of(new Chart.Point(0, 0), new Chart.Point(most, most))));
        return series;
    }

    private void put(String name, String text) {
        files.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(PredictResults results) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Impossible state: results cannot be written as JSON.", e);
        }
    }

    private static void line(StringBuilder text, String template, Object... args) {
        text.append(String.format(Locale.ROOT, template, args)).append('\n');
    }
}
