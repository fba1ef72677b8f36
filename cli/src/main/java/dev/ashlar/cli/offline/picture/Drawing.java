/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.cli.offline.picture.Sketch.Border;
import dev.ashlar.cli.offline.picture.Sketch.Course;
import dev.ashlar.cli.offline.picture.Sketch.Line;
import dev.ashlar.cli.offline.picture.Sketch.Piece;
import dev.ashlar.cli.offline.picture.Sketch.Placed;
import dev.ashlar.core.block.ModelId;
import java.util.List;

/** Draws a sketch as SVG. */
final class Drawing {
    private static final int MARGIN = 20;

    /** Where the blocks are named. */
    private static final int LABEL = 184;

    private static final int LEAST_WIDTH = 600;
    private static final int LEAST_COURSE = 72;
    private static final int HEADER = 84;
    private static final String STYLE =
            """
            <style>
            .cut-picture text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 11px; fill: #1f2430 }
            .cut-picture .head { font-size: 18px; font-weight: bold }
            .cut-picture .id { font-size: 15px; font-weight: bold }
            .cut-picture .type { font-weight: bold }
            .cut-picture .quiet { fill: #5b6270 }
            .cut-picture .line { fill: none; stroke: #5b6270; stroke-width: 1.2 }
            .cut-picture .pass { stroke: #a5abb5; stroke-dasharray: 4 3 }
            .cut-picture .op { fill: #ffffff; stroke: #5b6270 }
            .cut-picture .bare { fill: #ffffff; fill-opacity: 0.45; stroke: #a5abb5 }
            .cut-picture .macs { fill: #1f2430 }
            .cut-picture .border { fill: #ffffff; stroke: #1f2430 }
            .cut-picture .end { fill: #1f2430; stroke: #1f2430 }
            .cut-picture .white { fill: #ffffff }
            </style>
            <defs>
            <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="8" height="8" fill="#f1f2f4"/><rect width="2" height="8" fill="#e3e5e9"/>
            </pattern>
            </defs>
            """;

    private final ModelId model;
    private final Sketch sketch;
    private final List<CutBlock> blocks;
    private final Captions captions;
    private final LayerRows rows;
    private final SvgText out = new SvgText();
    private final int width;
    private final double shift;
    private final double mostMacs;

    Drawing(ModelId model, Sketch sketch, List<CutBlock> blocks, Captions captions) {
        this.model = model;
        this.sketch = sketch;
        this.blocks = blocks;
        this.captions = captions;
        double content = sketch.layers().stream()
                .flatMapToDouble(layer -> layer.stream().mapToDouble(Spot::right))
                .max()
                .orElse(0);
        this.width = (int) Math.max(LEAST_WIDTH, Math.ceil(content) + LABEL + 3 * MARGIN);
        this.shift = LABEL + MARGIN + Math.rint((width - LABEL - 2 * MARGIN - content) / 2);
        this.rows = LayerRows.of(sketch, HEADER + Legend.height(width - 2 * MARGIN) + MARGIN, LEAST_COURSE);
        this.mostMacs = Math.max(
                1,
                sketch.courses().stream()
                        .flatMap(course -> course.operators().stream())
                        .mapToLong(placed -> placed.operator().macs())
                        .max()
                        .orElse(1));
    }

    String svg() {
        int height = rows.end() + MARGIN;
        out.open(
                "svg",
                "class",
                "cut-picture",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                width,
                "height",
                height,
                "viewBox",
                "0 0 " + width + " " + height);
        out.text("title", model.value()).raw(STYLE).empty("rect", "width", width, "height", height, "fill", "#ffffff");
        header();
        Legend.draw(out, MARGIN, HEADER, width - 2 * MARGIN);
        for (int i = 0; i < blocks.size(); i++) {
            block(blocks.get(i), sketch.courses().get(i), Tint.of(blocks.get(i), i));
        }
        sketch.lines().forEach(this::line);
        sketch.courses().forEach(course -> course.operators().forEach(this::operator));
        sketch.tensors().forEach(this::tensor);
        return out.close("svg").toString();
    }

    private void header() {
        out.text("text", XmlText.fitted(model.value(), 48), "class", "head", "x", MARGIN, "y", 34);
        int y = 54;
        for (String line : captions.network(blocks)) {
            out.text("text", line, "class", "quiet", "x", MARGIN, "y", y);
            y += 16;
        }
    }

    private void block(CutBlock block, Course course, Tint tint) {
        int top = rows.top(course);
        List<String> label = captions.block(block);
        String id = block.id().value();
        out.open("g", "class", "block", "data-block", id);
        out.text("title", id + ": " + String.join(", ", label));
        out.empty(
                "rect",
                "x",
                MARGIN,
                "y",
                top,
                "width",
                width - 2 * MARGIN,
                "height",
                rows.bottom(course) - top,
                "rx",
                6,
                "fill",
                tint.fill(),
                "stroke",
                tint.line());
        int x = MARGIN + 12;
        out.text("text", id, "class", "id", "x", x, "y", top + 22);
        out.text("text", label.get(0), "x", x + 36, "y", top + 22);
        double bar = captions.share(block) * (LABEL - 24);
        out.empty("rect", "x", x, "y", top + 29, "width", LABEL - 24, "height", 4, "fill", "#ffffff");
        out.empty("rect", "x", x, "y", top + 29, "width", bar, "height", 4, "fill", tint.line());
        out.text("text", label.get(1), "x", x, "y", top + 48);
        out.text("text", label.get(2), "class", "quiet", "x", x, "y", top + 63);
        out.close("g");
    }

    private void line(Line line) {
        StringBuilder straight = new StringBuilder();
        StringBuilder passing = new StringBuilder();
        for (Piece piece : line.pieces()) {
            path(piece, piece.isPassing() ? passing : straight);
        }
        out.open("g").text("title", captions.tensor(line.name()));
        if (!straight.isEmpty()) {
            out.empty("path", "class", "line", "d", straight);
        }
        if (!passing.isEmpty()) {
            out.empty("path", "class", "line pass", "d", passing);
        }
        out.close("g");
    }

    /** Down to the next layer, and through it where the line does not end there. */
    private void path(Piece piece, StringBuilder path) {
        Spot upper = piece.upper();
        Spot lower = piece.lower();
        int from = rows.bottom(upper.layer());
        int to = rows.top(lower.layer());
        String above = SvgText.number(upper.x() + shift);
        String below = SvgText.number(lower.x() + shift);
        path.append('M').append(above).append(' ').append(from);
        if (above.equals(below)) {
            path.append('V').append(to);
        } else {
            String middle = SvgText.number((from + to) / 2.0);
            path.append('C').append(above).append(' ').append(middle).append(' ');
            path.append(below).append(' ').append(middle).append(' ');
            path.append(below).append(' ').append(to);
        }
        if (lower.isBend()) {
            path.append('V').append(rows.bottom(lower.layer()));
        }
    }

    private void operator(Placed placed) {
        Spot spot = placed.spot();
        int top = rows.top(spot.layer());
        boolean weights = captions.isLayer(placed.operator());
        out.open(
                "g",
                "class",
                "operator",
                "data-operator",
                XmlText.inTitle(placed.operator().name()));
        out.text("title", captions.title(placed.operator()));
        box(spot, 3, weights ? "op" : "bare");
        double macs = placed.operator().macs() / mostMacs * (spot.width() - 6);
        if (macs >= 0.5) {
            out.empty("rect", "class", "macs", "x", spot.left() + shift + 3, "y", top + 19, "width", macs, "height", 2);
        }
        String type = captions.type(placed.operator());
        words(spot, type, weights ? "type" : "", captions.detail(placed.operator()), "quiet");
        out.close("g");
    }

    private void tensor(Border border) {
        out.open("g", "class", "tensor");
        out.text("title", captions.tensor(border.tensor().name()));
        box(border.spot(), LayerRows.HEIGHT / 2, border.end() ? "end" : "border");
        String colour = border.end() ? "white" : "";
        words(
                border.spot(),
                captions.name(border.tensor()),
                colour,
                border.tensor().nominal().toString(),
                border.end() ? "white" : "quiet");
        out.close("g");
    }

    private void box(Spot spot, int round, String style) {
        out.empty(
                "rect",
                "class",
                style,
                "x",
                spot.left() + shift,
                "y",
                rows.top(spot.layer()),
                "width",
                spot.width(),
                "height",
                LayerRows.HEIGHT,
                "rx",
                round);
    }

    /** Two words side by side in the middle of a box. */
    private void words(Spot spot, String first, String firstStyle, String second, String secondStyle) {
        out.raw("<text text-anchor=\"middle\" x=\"" + SvgText.number(spot.x() + shift) + "\" y=\""
                + (rows.top(spot.layer()) + 15) + "\">");
        out.raw("<tspan class=\"" + firstStyle + "\">" + XmlText.escaped(first) + "</tspan>");
        out.raw(" <tspan class=\"" + secondStyle + "\">" + XmlText.escaped(second) + "</tspan></text>\n");
    }
}
