/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.cli.offline.picture.SvgText;
import java.util.Set;

/** What marks and lines mean. */
final class Legends {
    private final Html out;

    Legends(Html out) {
        this.out = out;
    }

    void kinds(Set<Kind> kinds) {
        out.open("ul", "class", "legend");
        kinds.forEach(kind -> mark(kind, kind.words()));
        out.close("ul");
    }

    void front(NetworkReport network) {
        out.open("ul", "class", "legend");
        line("front", "predicted, the best there is");
        Forecasts forecasts = network.forecasts();
        if (forecasts != null && forecasts.hasIntervals()) {
            line("bound", "within which 95 % are expected");
        }
        mark(Kind.ORIGINAL, "original");
        mark(Kind.PRUNED, "single swap, measured");
        if (network.measured().stream().anyMatch(each -> each.why() != Composition.Why.SINGLE)) {
            mark(Kind.INT8, "composition, measured");
        }
        out.close("ul");
    }

    private void mark(Kind kind, String words) {
        SvgText svg = new SvgText();
        svg.open("svg", "viewBox", "0 0 16 16", "aria-hidden", "true");
        svg.open("g", "class", "mark " + kind.style());
        Scatter.shape(svg, kind.shape(), 8, 8);
        svg.close("g").close("svg");
        out.open("li").raw(svg.toString()).text(words).close("li");
    }

    private void line(String style, String words) {
        SvgText svg = new SvgText();
        svg.open("svg", "viewBox", "0 0 16 16", "aria-hidden", "true");
        svg.empty("path", "class", style, "d", "M0 8H16").close("svg");
        out.open("li").raw(svg.toString()).text(words).close("li");
    }
}
