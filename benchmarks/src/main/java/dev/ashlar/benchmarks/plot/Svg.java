/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.plot;

import java.util.List;
import java.util.Locale;

/** An SVG document under way; places are in pixels from the upper left corner. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">",
                width, height, width, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    }

    private void add(String template, Object... values) {
        text.append(String.format(Locale.ROOT, template, values)).append('\n');
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, colour, width);
    }

    void polyline(List<String> corners, String colour, boolean dashed) {
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
                String.join(" ", corners), colour, dashed ? " stroke-dasharray=\"5 3\"" : "");
    }

    void circle(double x, double y, double radius, String colour, double opacity) {
        add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
                x, y, radius, colour, opacity);
    }

    void box(double x, double y, double width, double height, String colour) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" fill-opacity=\"0.25\" stroke=\"%s\"/>",
                x, y, width, height, colour, colour);
    }

    /** Words; {@code anchor} is start, middle or end. */
    void text(double x, double y, String anchor, int size, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"#222222\">%s</text>",
                x, y, anchor, size, escaped(words));
    }

    /** Words from below to above, their middle at this place. */
    void upright(double x, double y, int size, String words) {
        add(
                "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\" font-size=\"%d\" fill=\"#222222\">%s</text>",
                x, y, size, escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    String document() {
        return text + "</svg>\n";
    }
}
