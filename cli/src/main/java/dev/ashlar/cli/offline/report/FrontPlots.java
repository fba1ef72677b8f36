/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.CompositionFront.Point;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The whole network: what is worth choosing, and prediction against measurement. */
final class FrontPlots {
    private final NetworkReport network;
    private final ProfileSnapshot profile;
    private final Forecasts forecasts;

    FrontPlots(NetworkReport network, ProfileSnapshot profile, Forecasts forecasts) {
        this.network = network;
        this.profile = profile;
        this.forecasts = forecasts;
    }

    /** Quality against time. */
    Scatter time() {
        return front(
                "Quality against time of whole compositions",
                "time of a frame, ms (median)",
                Point::nanos,
                chain -> Figures.millis(forecasts.of(chain).nanos()),
                composition -> composition.nanos() == null
                        ? Figures.millis(composition.predicted().nanos())
                        : Figures.millis(composition.nanos().value()));
    }

    /** Quality against memory. */
    Scatter memory() {
        return front(
                "Quality against memory of whole compositions",
                "memory, MiB",
                Point::bytes,
                chain -> Figures.mebi(forecasts.of(chain).bytes()),
                composition -> composition.bytes() == null
                        ? Figures.mebi(composition.predicted().bytes())
                        : Figures.mebi(composition.bytes().value()));
    }

    private Scatter front(
            String title,
            String across,
            ToDoubleFunction<Point> cost,
            ToDoubleFunction<BlockChain> predicted,
            ToDoubleFunction<Composition> measured) {
        Scatter plot = new Scatter(title, across, profile.metric() + ", %");
        List<double[]> line = new ArrayList<>();
        List<double[]> low = new ArrayList<>();
        List<double[]> high = new ArrayList<>();
        for (Point point : stairs(cost)) {
            double x = predicted.applyAsDouble(point.chain());
            Reading quality = forecasts.of(point.chain()).quality();
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
        BlockChain original = network.catalog().originalChain();
        plot.add(Scatter.Mark.of(
                predicted.applyAsDouble(original),
                100 * profile.baseQuality(),
                Kind.ORIGINAL,
                "",
                "original",
                "the original network: " + Figures.percent(profile.baseQuality())));
        return plot.named();
    }

    /** The points that nothing beats in one cost and quality, thinned out where there are very many. */
    List<Point> stairs(ToDoubleFunction<Point> cost) {
        List<Point> sorted = new ArrayList<>(network.front().points());
        sorted.sort(Comparator.comparingDouble(cost).thenComparingDouble(Point::drop));
        List<Point> stairs = new ArrayList<>();
        for (Point point : sorted) {
            if (stairs.isEmpty() || point.drop() < stairs.get(stairs.size() - 1).drop()) {
                stairs.add(point);
            }
        }
        return spread(stairs, 150);
    }

    /** At most so many of a list, evenly spread, its ends among them. */
    static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return some;
    }

    /** Predicted against measured quality, of compositions that predictions were not made from. */
    Scatter quality() {
        Scatter plot = new Scatter(
                "Predicted against measured quality",
                "predicted " + profile.metric() + ", %",
                "measured " + profile.metric() + ", %");
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
