/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.plan.CompositionFront.Point;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.List;

/** One network of a page. */
final class NetworkSection {
    private static final int MOST_PICKS = 24;

    private final Html out;
    private final NetworkReport network;
    private final BlockCatalog catalog;
    private final String anchor;

    NetworkSection(Html out, NetworkReport network, String anchor) {
        this.out = out;
        this.network = network;
        this.catalog = network.catalog();
        this.anchor = anchor;
    }

    void write() {
        out.open("section", "class", "network", "id", anchor, "aria-labelledby", anchor + "-title");
        out.open("div", "class", "title");
        out.element("h2", catalog.model().value(), "id", anchor + "-title");
        status();
        out.close("div");
        out.element(
                "p",
                "input " + catalog.input().name() + " " + catalog.input().nominal() + ", answers with "
                        + catalog.outputKind() + " (" + BlockSection.names(catalog.outputs()) + ")",
                "class",
                "quiet");
        ProfileSnapshot profile = network.profile();
        Forecasts forecasts = network.forecasts();
        stale();
        if (profile != null) {
            warnings(profile);
        }
        if (profile != null) {
            keys(profile);
        }
        new WallSection(out, network, anchor).write();
        if (profile != null && forecasts != null) {
            BestCompositions best = BestCompositions.of(network.front(), forecasts);
            FrontPlots plots = new FrontPlots(network, profile, forecasts, best);
            front(plots);
            picks(profile, forecasts, best);
            errors(profile, plots);
        }
        blocks();
        picture();
        if (profile != null) {
            new ProvenanceSection(out, catalog.source()).write(profile);
        }
        out.close("section");
    }

    private void status() {
        if (network.profile() == null) {
            out.element("span", "not profiled", "class", "pill bad");
        } else if (network.stale().isEmpty()) {
            out.element("span", "profile is current", "class", "pill good");
        } else {
            out.element("span", "profile is stale", "class", "pill warn");
        }
    }

    private void stale() {
        if (network.profile() == null) {
            out.open("div", "class", "notes")
                    .text("Nothing was measured of this network. Run ")
                    .element("code", "ashlar profile " + catalog.model())
                    .close("div");
        } else if (!network.stale().isEmpty()) {
            out.open("div", "class", "notes")
                    .text("This profile cannot be planned with here:")
                    .open("ul");
            network.stale().stream().limit(12).forEach(reason -> out.element("li", reason));
            if (network.stale().size() > 12) {
                out.element("li", "and " + (network.stale().size() - 12) + " more");
            }
            out.close("ul").close("div");
        }
    }

    private void warnings(ProfileSnapshot profile) {
        List<String> warnings = profile.provenance().warnings();
        if (!warnings.isEmpty()) {
            out.open("div", "class", "notes")
                    .text("The machine was busy while this was measured, so times are less sure:")
                    .open("ul");
            warnings.forEach(warning -> out.element("li", warning));
            out.close("ul").close("div");
        }
    }

    private void keys(ProfileSnapshot profile) {
        out.open("dl", "class", "keys");
        key(profile.metric() + " of the original", Figures.percent(profile.baseQuality()), images(profile));
        key(
                "time of a frame",
                Figures.time(profile.whole().p50Nanos()),
                "median; 95th percentile " + Figures.time(profile.whole().p95Nanos()));
        Forecasts forecasts = network.forecasts();
        if (forecasts != null) {
            key(
                    "memory of the original",
                    Figures.memory(forecasts.of(catalog.originalChain()).bytes()),
                    "weights and activations");
        }
        key(
                "combinations",
                Figures.count(network.combinations()),
                catalog.blocks().size() + " blocks");
        if (forecasts != null) {
            int front = network.front().points().size();
            int distinct = network.distinct().size();
            key(
                    "worth choosing",
                    (network.front().complete() ? "" : "over ") + Figures.count(front),
                    Figures.count(distinct) + " of them can be told apart");
        }
        out.close("dl");
    }

    private static String images(ProfileSnapshot profile) {
        return "on " + Figures.count(profile.provenance().images()) + " images";
    }

    private void key(String name, String value, String more) {
        out.open("div")
                .element("dt", name)
                .open("dd")
                .text(value)
                .element("small", more)
                .close("dd")
                .close("div");
    }

    private void front(FrontPlots plots) {
        out.element("h3", "What is worth choosing");
        out.element("p", worth(), "class", "quiet");
        new Legends(out).front(network);
        out.open("div", "class", "plots");
        figure("Quality against time", plots.time());
        figure("Quality against memory", plots.memory());
        out.close("div");
    }

    private String worth() {
        long inTime = network.front().count(Point::nanos, Point::drop);
        long inMemory = network.front().count(Point::bytes, Point::drop);
        return "Of " + Figures.count(network.combinations()) + " combinations, "
                + (network.front().complete() ? "" : "more than ")
                + Figures.count(network.front().points().size())
                + " are beaten by no other in time, memory and predicted quality together: " + Figures.count(inTime)
                + " in time and quality alone, " + Figures.count(inMemory) + " in memory and quality alone. "
                + Figures.count(network.distinct().size())
                + " of them differ from each other by more than 1 % of the time or the memory of the original, or by more than 0.1 points.";
    }

    private void figure(String caption, Scatter plot) {
        out.open("figure", "class", "card")
                .element("figcaption", caption)
                .raw(plot.svg())
                .close("figure");
    }

    private void picks(ProfileSnapshot profile, Forecasts forecasts, BestCompositions best) {
        List<List<String>> rows = new ArrayList<>();
        for (BestCompositions.Best each : best.by(Composition.Forecast::nanos, MOST_PICKS)) {
            Composition.Forecast forecast = each.forecast();
            rows.add(List.of(
                    Composition.words(each.chain()),
                    quality(forecast.quality()),
                    Figures.percent(forecast.least()),
                    Figures.points(forecast.quality().value() - profile.baseQuality()),
                    Figures.time(forecast.nanos()),
                    Figures.percent(forecast.nanos()
                            / (double) Math.max(1, profile.whole().p50Nanos())),
                    Figures.memory(forecast.bytes())));
        }
        out.open("details").element("summary", "Compositions on the line, as a table");
        out.table(
                "Predicted, the fastest first; choices in block order",
                List.of(
                        "composition",
                        profile.metric() + " ",
                        "at least, " + Figures.percent(forecasts.confidence()) + " sure ",
                        "points ",
                        "time ",
                        "of original ",
                        "memory "),
                rows);
        out.close("details");
    }

    static String quality(Reading reading) {
        return reading.hasInterval()
                ? Figures.percent(reading.value())
                        + Figures.text(" (%.1f to %.1f)", 100 * reading.low(), 100 * reading.high())
                : Figures.percent(reading.value());
    }

    private void errors(ProfileSnapshot profile, FrontPlots plots) {
        out.element("h3", "Prediction against measurement");
        PredictionErrors errors = network.errors();
        new ErrorSection(out, network, profile).write(errors, plots);
    }

    private void blocks() {
        if (!catalog.blocks().isEmpty()) {
            out.element("h3", "Block by block");
            out.element(
                    "p",
                    "Every point is the otherwise original network with one descendant in its place. The dotted line joins what no other choice of the block beats.",
                    "class",
                    "quiet");
            new Legends(out).kinds(BlockSection.kinds(network));
            for (int place = 0; place < catalog.blocks().size(); place++) {
                new BlockSection(out, network, anchor).write(place);
            }
        }
    }

    private void picture() {
        String picture = network.picture();
        if (picture != null) {
            out.open("details").element("summary", "Every operator, drawn");
            out.open(
                    "div",
                    "class",
                    "picture",
                    "tabindex",
                    "0",
                    "role",
                    "region",
                    "aria-label",
                    "The network drawn: its operators from top to bottom, in boxes for its blocks");
            out.raw(picture).close("div").close("details");
        }
    }
}
