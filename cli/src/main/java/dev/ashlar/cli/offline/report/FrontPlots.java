/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The whole network: what is worth choosing, and prediction against measurement. */
final class FrontPlots {
    private static final int MOST_POINTS = 150;

    private final NetworkReport network;
    private final ProfileSnapshot profile;
    private final Forecasts forecasts;
    private final BestCompositions best;

    FrontPlots(NetworkReport network, ProfileSnapshot profile, Forecasts forecasts, BestCompositions best) {
        this.network = network;
        this.profile = profile;
        this.forecasts = forecasts;
        this.best = best;
    }

    /** Quality against time. */
    Scatter time() {
        return front(
                "Quality against time of whole compositions",
                "time of a frame, ms (median)",
                forecast -> Figures.millis(forecast.nanos()),
                composition -> composition.nanos() == null
                        ? Figures.millis(composition.predicted().nanos())
                        : Figures.millis(composition.nanos().value()));
    }

    /** Quality against memory. */
    Scatter memory() {
        return front(
                "Quality against memory of whole compositions",
                "memory, MiB",
                forecast -> Figures.mebi(forecast.bytes()),
                composition -> composition.bytes() == null
                        ? Figures.mebi(composition.predicted().bytes())
                        : Figures.mebi(composition.bytes().value()));
    }

    private Scatter front(
            String title,
            String across,
            ToDoubleFunction<Composition.Forecast> predicted,
            ToDoubleFunction<Composition> measured) {
        Scatter plot = new Scatter(title, across, profile.metric() + ", %").upTo(100);
        List<double[]> line = new ArrayList<>();
        List<double[]> low = new ArrayList<>();
        List<double[]> high = new ArrayList<>();
        for (BestCompositions.Best each : best.by(predicted, MOST_POINTS)) {
            double x = predicted.applyAsDouble(each.forecast());
            Reading quality = each.forecast().quality();
            line.add(new double[] {x, 100 * quality.value()});
            if (quality.hasInterval()) {
                low.add(new double[] {x, 100 * quality.low()});
                high.add(new double[] {x, 100 * quality.high()});
            }
        }
        plot.line(low, "bound").line(high, "bound").line(line, "front");
        for (Composition each : network.measured()) {
            Reading quality = each.quality();
            if (quality != null) {
                boolean single = each.why() == Composition.Why.SINGLE;
                plot.add(new Scatter.Mark(
                        measured.applyAsDouble(each),
                        100 * quality.value(),
                        100 * quality.low(),
                        100 * quality.high(),
                        single ? Kind.PRUNED : Kind.INT8,
                        single ? "pale" : "",
                        "",
                        each.why().words() + ": " + each.words() + "\n" + profile.metric() + " "
                                + Figures.percent(quality.value())));
            }
        }
        plot.add(Scatter.Mark.of(
                predicted.applyAsDouble(forecasts.of(network.catalog().originalChain())),
                100 * profile.baseQuality(),
                Kind.ORIGINAL,
                "",
                "original",
                "the original network: " + Figures.percent(profile.baseQuality())));
        return plot.named();
    }

    /** Predicted against measured quality, of compositions that predictions were not made from. */
    Scatter quality() {
        Scatter plot = new Scatter(
                        "Predicted against measured quality",
                        "predicted " + profile.metric() + ", %",
                        "measured " + profile.metric() + ", %")
                .upTo(100);
        for (Composition each : network.measured()) {
            Reading quality = each.quality();
            if (quality != null && each.why().isTest()) {
                plot.add(new Scatter.Mark(
                        100 * each.predicted().quality().value(),
                        100 * quality.value(),
                        100 * quality.low(),
                        100 * quality.high(),
                        Kind.INT8,
                        "",
                        "",
                        each.words() + "\npredicted "
                                + Figures.percent(each.predicted().quality().value()) + ", measured "
                                + Figures.percent(quality.value())));
            }
        }
        return plot.square();
    }

    /** Predicted against measured time. */
    Scatter timeError() {
        Scatter plot = new Scatter("Predicted against measured time", "predicted ms", "measured ms");
        for (Composition each : network.measured()) {
            Reading nanos = each.nanos();
            if (nanos != null) {
                plot.add(Scatter.Mark.of(
                        Figures.millis(each.predicted().nanos()),
                        Figures.millis(nanos.value()),
                        Kind.PRUNED_INT8,
                        "",
                        "",
                        each.words()));
            }
        }
        return plot.square();
    }

    /** Predicted against measured memory. */
    Scatter memoryError() {
        Scatter plot = new Scatter("Predicted against measured memory", "predicted MiB", "measured MiB");
        for (Composition each : network.measured()) {
            Reading bytes = each.bytes();
            if (bytes != null) {
                plot.add(Scatter.Mark.of(
                        Figures.mebi(each.predicted().bytes()),
                        Figures.mebi(bytes.value()),
                        Kind.LOW_RANK,
                        "",
                        "",
                        each.words()));
            }
        }
        return plot.square();
    }
}
