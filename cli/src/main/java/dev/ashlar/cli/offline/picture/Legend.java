/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.ArrayList;
import java.util.List;

/** What the marks of a picture mean. */
final class Legend {
    private static final int COLUMN = 190;
    private static final int ROW = 20;
    private static final int SAMPLE = 28;
    private static final int ENTRIES = 8;

    private Legend() {}

    private static int columns(int width) {
        return Math.max(1, Math.min(ENTRIES, width / COLUMN));
    }

    /** How high it is at a width. */
    static int height(int width) {
        int columns = columns(width);
        return (ENTRIES + columns - 1) / columns * ROW;
    }

    static void draw(SvgText out, int left, int top, int width) {
        List<String> texts = List.of(
                "elastic block",
                "glue: stays as it is",
                "share of the compute",
                "operator with weights",
                "without weights",
                "tensor at a border",
                "input or output",
                "passes the block");
        for (int i = 0; i < texts.size(); i++) {
            int x = left + i % columns(width) * COLUMN;
            int y = top + i / columns(width) * ROW;
            sample(out, i, x, y);
            out.text("text", texts.get(i), "class", "quiet", "x", x + SAMPLE + 8, "y", y + 11);
        }
    }

    private static void sample(SvgText out, int entry, int x, int y) {
        Tint tint = entry == 1 ? Tint.GLUE : Tint.elastic(0);
        switch (entry) {
            case 0, 1 -> rect(out, x, y, 14, 3, "fill", tint.fill(), "stroke", tint.line());
            case 2 -> rect(out, x, y + 6, 3, 0, "class", "macs");
            case 3 -> rect(out, x, y, 14, 3, "class", "op");
            case 4 -> rect(out, x, y, 14, 3, "class", "bare");
            case 5 -> rect(out, x, y, 14, 7, "class", "border");
            case 6 -> rect(out, x, y, 14, 7, "class", "end");
            default -> out.empty("path", "class", "line pass", "d", "M" + x + " " + (y + 7) + "h" + SAMPLE);
        }
    }

    private static void rect(SvgText out, int x, int y, int height, int round, String... style) {
        List<Object> attributes =
                new ArrayList<>(List.of("x", x, "y", y, "width", SAMPLE, "height", height, "rx", round));
        attributes.addAll(List.of(style));
        out.empty("rect", attributes.toArray());
    }
}
