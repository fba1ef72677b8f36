/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.Locale;

/** SVG as it is written: every text goes through {@link XmlText}. */
public final class SvgText {
    private final StringBuilder out = new StringBuilder(1 << 14);

    /** Opens an element with attributes given as names and values in turn, and ends it. */
    public SvgText empty(String element, Object... attributes) {
        start(element, attributes);
        out.append("/>\n");
        return this;
    }

    /** Opens an element. */
    public SvgText open(String element, Object... attributes) {
        start(element, attributes);
        out.append(">\n");
        return this;
    }

    public SvgText close(String element) {
        out.append("</").append(element).append(">\n");
        return this;
    }

    /** An element that holds a text. */
    public SvgText text(String element, String content, Object... attributes) {
        start(element, attributes);
        out.append('>').append(lines(content)).append("</").append(element).append(">\n");
        return this;
    }

    /** What is Ashlar's own and needs no care. */
    public SvgText raw(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String element, Object... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(XmlText.escaped(number(attributes[i + 1]))).append('"');
        }
    }

    private static String lines(String content) {
        StringBuilder lines = new StringBuilder();
        for (String line : content.split("\n", -1)) {
            lines.append(lines.isEmpty() ? "" : "\n").append(XmlText.escaped(line));
        }
        return lines.toString();
    }

    /** Numbers without what needs not be said. */
    public static String number(Object value) {
        if (!(value instanceof Double real)) {
            return String.valueOf(value);
        }
        String text = String.format(Locale.ROOT, "%.1f", real);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
