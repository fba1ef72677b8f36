/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.cli.offline.picture.SvgText;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ProfileSnapshot;

/** The blocks of a network as courses of a wall. */
final class WallSection {
    private static final int MOST_STONES = 60;

    private final Html out;
    private final NetworkReport network;
    private final BlockCatalog catalog;
    private final String anchor;

    WallSection(Html out, NetworkReport network, String anchor) {
        this.out = out;
        this.network = network;
        this.catalog = network.catalog();
        this.anchor = anchor;
    }

    /** Every block as a course of stones, one for each choice, as long as the block takes with it. */
    void write() {
        out.element("h3", "The network and its blocks");
        if (catalog.blocks().isEmpty()) {
            out.open("p")
                    .text("It is not cut yet. Run ")
                    .element("code", "ashlar cut " + catalog.model())
                    .close("p");
            return;
        }
        ProfileSnapshot profile = network.profile();
        out.element(
                "p",
                profile == null
                        ? "One course for each block, one stone for each choice, as long as its share of the original's compute."
                        : "One course for each block, one stone for each choice, as long as it takes. The scale is the same for all.",
                "class",
                "quiet");
        new Legends(out).kinds(BlockSection.kinds(network));
        double longest = catalog.blocks().stream()
                .mapToDouble(block -> block.choices().stream()
                        .mapToDouble(each -> length(block, each))
                        .sum())
                .max()
                .orElse(1);
        out.open("ol", "class", "wall");
        for (int place = 0; place < catalog.blocks().size(); place++) {
            course(place, Math.max(longest, 1e-9));
        }
        out.close("ol");
    }

    private double length(Block block, Descendant descendant) {
        ProfileSnapshot profile = network.profile();
        BlockProfile entry = profile == null ? null : profile.find(block.id(), descendant.id());
        return entry == null
                ? (profile == null ? descendant.macs() : 0)
                : entry.latency().p50Nanos();
    }

    private void course(int place, double longest) {
        Block block = catalog.blocks().get(place);
        String says = block.choices().size() + " choices, original "
                + (network.profile() == null
                        ? Figures.text("%.2f M multiply-accumulates", block.macs() / 1e6)
                        : Figures.time(length(block, block.original())));
        out.open("li", "class", "course");
        out.element("a", block.id().value(), "href", "#" + anchor + "-" + place);
        out.open("div", "class", "stones");
        SvgText svg = new SvgText();
        svg.open("svg", "viewBox", "0 0 1000 26", "preserveAspectRatio", "none", "role", "img", "aria-label", says);
        double x = 0;
        for (Descendant descendant :
                block.choices().subList(0, Math.min(MOST_STONES, block.choices().size()))) {
            double width = Math.max(2, 1000 * length(block, descendant) / longest);
            svg.open("g", "class", Kind.of(descendant).style());
            svg.text("title", descendant.id() + ": " + stone(block, descendant));
            svg.empty("rect", "x", x, "y", 1.0, "width", width, "height", 24.0, "rx", 2);
            svg.close("g");
            x += width;
        }
        svg.close("svg");
        out.raw(svg.toString()).close("div").element("small", says).close("li");
    }

    private String stone(Block block, Descendant descendant) {
        return network.profile() == null
                ? Kind.of(descendant).words()
                : Figures.time(length(block, descendant)) + ", "
                        + Kind.of(descendant).words();
    }
}
