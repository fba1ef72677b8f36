/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.profiler.Estimate;
import dev.ashlar.profiler.Evaluation;
import dev.ashlar.profiler.MeasuredChain;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured of compositions beside what was predicted of them. */
public final class EvaluationReport {
    private static final int VERSION = 1;

    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final Provenance from;
    private final Evaluation evaluation;
    private final Forecasts forecasts;

    /**
     * A report.
     *
     * @param catalog the network
     * @param profile that predictions are made from
     * @param from where the measurements come from
     * @param evaluation the measurements
     */
    public EvaluationReport(BlockCatalog catalog, ProfileSnapshot profile, Provenance from, Evaluation evaluation) {
        this.catalog = catalog;
        this.profile = profile;
        this.from = from;
        this.evaluation = evaluation;
        this.forecasts = new Forecasts(catalog, profile, Forecasts.CONFIDENCE);
    }

    /** The document that {@code docs/formats/evaluation.schema.json} describes. */
    public String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("formatVersion", VERSION);
        root.put("model", catalog.model().value());
        ObjectNode provenance = root.putObject("provenance");
        provenance.put("device", from.device().key());
        provenance.put("engine", from.engine());
        provenance.put("data", from.data());
        provenance.put("images", from.images());
        provenance.put("seed", from.seed());
        provenance.put("measuredAt", from.measuredAt().toString());
        root.put("metric", evaluation.metric());
        root.put("comparable", isComparable());
        ObjectNode known = root.putObject("profile");
        known.put("metric", profile.metric());
        known.put("baseQuality", profile.baseQuality());
        known.put("measuredAt", profile.provenance().measuredAt().toString());
        estimate(root.putObject("base"), evaluation.base());
        ArrayNode compositions = root.putArray("compositions");
        evaluation.compositions().forEach(each -> composition(compositions.addObject(), each));
        ReportJson.errors(root, errors());
        return root.toPrettyString();
    }

    private void composition(ObjectNode node, MeasuredChain measured) {
        BlockChain chain = measured.chain();
        ArrayNode choices = node.putArray("choices");
        chain.choices().forEach(choice -> choices.add(choice.value()));
        ArrayNode digests = node.putArray("digests");
        for (int i = 0; i < catalog.blocks().size(); i++) {
            digests.add(catalog.blocks()
                    .get(i)
                    .descendant(chain.choices().get(i))
                    .digest()
                    .value());
        }
        Composition.Forecast forecast = forecasts.of(chain);
        ObjectNode predicted = node.putObject("predicted");
        Reading drop = drop(forecast);
        predicted
                .putObject("drop")
                .put("value", drop.value())
                .put("low", drop.low())
                .put("high", drop.high());
        predicted.put("p50Nanos", forecast.nanos());
        predicted.put("bytes", forecast.bytes());
        ObjectNode found = node.putObject("measured");
        estimate(found.putObject("quality"), measured.quality());
        estimate(found.putObject("agreement"), measured.agreement());
        estimate(found.putObject("drop"), measured.drop());
        latency(found.putObject("latency"), measured.latency());
        latency(found.putObject("originalLatency"), measured.original());
        Long bytes = measured.bytes();
        if (bytes == null) {
            found.putNull("bytes");
        } else {
            found.put("bytes", Math.max(0, bytes));
        }
    }

    private Reading drop(Composition.Forecast forecast) {
        double base = profile.baseQuality();
        Reading quality = forecast.quality();
        return new Reading(base - quality.value(), base - quality.high(), base - quality.low());
    }

    private static void estimate(ObjectNode node, Estimate estimate) {
        node.put("value", estimate.mean()).put("low", estimate.low()).put("high", estimate.high());
    }

    private static void latency(ObjectNode node, LatencyProfile latency) {
        node.put("p50Nanos", latency.p50Nanos());
        node.put("p95Nanos", latency.p95Nanos());
        node.put("p99Nanos", latency.p99Nanos());
        node.put("cpuNanos", latency.cpuNanos());
        node.put("runs", latency.runs());
    }

    /** Whether quality means here what it means in the profile. */
    private boolean isComparable() {
        return evaluation.metric().equals(profile.metric());
    }

    /** The errors of what was predicted; losses are compared, for the original may be worth more or less on other images. */
    private PredictionErrors errors() {
        List<Composition> all = new ArrayList<>();
        for (MeasuredChain each : evaluation.compositions()) {
            if (!each.chain().equals(catalog.originalChain())) {
                Evaluated evaluated = new Evaluated(
                        evaluation.metric(),
                        each.chain(),
                        List.of(),
                        new Reading(
                                each.drop().mean(),
                                each.drop().low(),
                                each.drop().high()),
                        Reading.exact(each.latency().p50Nanos()),
                        bytes(each));
                all.add(evaluated.composition(forecasts.of(each.chain()), profile.baseQuality()));
            }
        }
        return isComparable() ? PredictionErrors.of(all) : PredictionErrors.of(List.of());
    }

    private static @Nullable Reading bytes(MeasuredChain each) {
        Long bytes = each.bytes();
        return bytes == null ? null : Reading.exact(Math.max(0L, bytes));
    }

    /** As a table for people. */
    public void print(PrintWriter out) {
        out.println(Figures.text(
                "%s: %s %s on %d images of %s",
                catalog.model(), evaluation.metric(), words(evaluation.base(), false), from.images(), from.data()));
        if (!isComparable()) {
            out.println("The profile predicts %s, so qualities cannot be compared.".formatted(profile.metric()));
        }
        out.println(
                "  loss: predicted, measured (95 %); time: predicted, median, p95; memory: predicted, measured; composition");
        for (MeasuredChain each : evaluation.compositions()) {
            Composition.Forecast forecast = forecasts.of(each.chain());
            Long bytes = each.bytes();
            out.println(Figures.text(
                    "  %6.2f %22s  %9s %9s %9s  %9s %9s  %s",
                    100 * drop(forecast).value(),
                    words(each.drop(), true),
                    Figures.time(forecast.nanos()),
                    Figures.time(each.latency().p50Nanos()),
                    Figures.time(each.latency().p95Nanos()),
                    Figures.memory(forecast.bytes()),
                    bytes == null ? "unknown" : Figures.memory(bytes),
                    Composition.words(each.chain())));
        }
        PredictionErrors errors = errors();
        if (errors.count() > 0) {
            out.println(Figures.text(
                    "Predictions of quality are off by %.2f points on average (bias %+.2f); times within 5 %%: %.0f %%, within 10 %%: %.0f %%",
                    100 * errors.meanAbsolute(),
                    100 * errors.bias(),
                    100 * errors.timeWithin5(),
                    100 * errors.timeWithin10()));
        }
        out.flush();
    }

    private static String words(Estimate estimate, boolean isLoss) {
        return Figures.text(
                isLoss ? "%.2f (%.2f to %.2f)" : "%.1f %% (%.1f to %.1f)",
                100 * estimate.mean(),
                100 * estimate.low(),
                100 * estimate.high());
    }
}
