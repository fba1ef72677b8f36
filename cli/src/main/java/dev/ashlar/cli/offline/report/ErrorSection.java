/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.List;

/** How far predictions of a network were off. */
final class ErrorSection {
    private static final int MOST_ROWS = 300;

    private final Html out;
    private final NetworkReport network;
    private final ProfileSnapshot profile;

    ErrorSection(Html out, NetworkReport network, ProfileSnapshot profile) {
        this.out = out;
        this.network = network;
        this.profile = profile;
    }

    void write(PredictionErrors errors, FrontPlots plots) {
        if (errors.count() == 0) {
            out.open("p")
                    .text(
                            "No composition was measured as a whole yet, so nothing is known of how far predictions are off. Run ")
                    .element(
                            "code",
                            "ashlar evaluate STORE --model " + network.catalog().model() + " --json > evaluation.json")
                    .text(" and give the file to ")
                    .element("code", "ashlar report --evaluation")
                    .text(".")
                    .close("p");
            return;
        }
        out.open("dl", "class", "keys");
        key("mean error of quality", points(errors.meanAbsolute()), "points, over " + errors.count() + " compositions");
        key("bias", Figures.points(errors.bias()), errors.bias() > 0 ? "points; promises too much" : "points");
        if (!Double.isNaN(errors.spearman())) {
            key("rank correlation", Figures.text("%.3f", errors.spearman()), "Spearman");
        }
        if (!Double.isNaN(errors.covered())) {
            key("within the interval", Figures.percent(errors.covered()), "95 % are expected");
        }
        if (errors.timed() > 0) {
            key(
                    "time within 5 %",
                    Figures.percent(errors.timeWithin5()), Figures.percent(errors.timeWithin10()) + " within 10 %");
        }
        if (errors.weighed() > 0) {
            key("memory within 5 % or 2 MB", Figures.percent(errors.memoryWithin()), "of measured growth");
        }
        out.close("dl").open("div", "class", "plots");
        figure("Quality", plots.quality());
        figure("Time", plots.timeError());
        figure("Memory", plots.memoryError());
        out.close("div").open("details").element("summary", "Measured compositions, as a table");
        table();
        out.close("details");
    }

    private static String points(double share) {
        return Figures.text("%.2f", 100 * share);
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

    private void figure(String caption, Scatter plot) {
        if (!plot.isEmpty()) {
            out.open("figure", "class", "card")
                    .element("figcaption", caption)
                    .raw(plot.svg())
                    .close("figure");
        }
    }

    private void table() {
        List<List<String>> rows = new ArrayList<>();
        for (Composition each : network.measured()) {
            if (each.why() != Composition.Why.SINGLE && rows.size() < MOST_ROWS) {
                rows.add(row(each));
            }
        }
        out.table(
                "Measured compositions; choices in block order",
                List.of(
                        "composition",
                        "why",
                        "predicted " + profile.metric() + " ",
                        "measured ",
                        "predicted time ",
                        "measured ",
                        "predicted memory ",
                        "measured "),
                rows);
    }

    private static List<String> row(Composition each) {
        Reading quality = each.quality();
        Reading nanos = each.nanos();
        Reading bytes = each.bytes();
        return List.of(
                each.words(),
                each.why().words(),
                NetworkSection.quality(each.predicted().quality()),
                quality == null ? "" : NetworkSection.quality(quality),
                Figures.time(each.predicted().nanos()),
                nanos == null ? "" : Figures.time(nanos.value()),
                Figures.memory(each.predicted().bytes()),
                bytes == null ? "" : Figures.memory(bytes.value()));
    }
}
