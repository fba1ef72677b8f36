/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

/** Text from files, made fit for a picture: names may hold anything and be of any length. */
public final class XmlText {
    /** Columns of a fixed-width font; nearly all of its fonts are narrower. */
    private static final double COLUMN = 0.61;

    private static final int MOST_IN_TITLE = 200;
    private static final int FIRST_WIDE = 0x1100;
    private static final char ELLIPSIS = '\u2026';
    private static final int REPLACEMENT = 0xFFFD;
    private static final int CONTROL_PICTURES = 0x2400;

    private XmlText() {}

    /** The text as the content of an element or the value of an attribute. */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(code -> append(out, code));
        return out.toString();
    }

    private static void append(StringBuilder out, int code) {
        switch (code) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(visible(code));
        }
    }

    /** A character that XML allows, that shows, and that does not turn the others around. */
    private static int visible(int code) {
        if (code < ' ') {
            return CONTROL_PICTURES + code;
        }
        boolean turns = Character.getType(code) == Character.FORMAT;
        boolean illegal = Character.isISOControl(code)
                || Character.getType(code) == Character.SURROGATE
                || (code & 0xFFFE) == 0xFFFE;
        return turns || illegal ? REPLACEMENT : code;
    }

    /** A text of at most so many columns, all of which can be seen: what is longer loses its middle. */
    public static String fitted(String text, int columns) {
        int[] codes = text.codePoints().map(XmlText::visible).toArray();
        String whole = new String(codes, 0, codes.length);
        if (columns(whole) <= columns) {
            return whole;
        }
        int head = 0;
        int tail = codes.length;
        int free = columns - 1;
        while (true) {
            boolean left = head <= codes.length - tail;
            int next = width(left ? codes[head] : codes[tail - 1]);
            if (next > free) {
                return new String(codes, 0, head) + ELLIPSIS + new String(codes, tail, codes.length - tail);
            }
            free -= next;
            head += left ? 1 : 0;
            tail -= left ? 0 : 1;
        }
    }

    /** A text that is read in one line of several. */
    static String inTitle(String text) {
        return fitted(text, MOST_IN_TITLE);
    }

    /** How wide a text is in a font of a fixed width; East Asian characters take two columns. */
    static int columns(String text) {
        return text.codePoints().map(XmlText::width).sum();
    }

    private static int width(int code) {
        return code < FIRST_WIDE || code == ELLIPSIS ? 1 : 2;
    }

    /** How wide a text is in pixels. */
    static int pixels(String text, int fontSize) {
        return (int) Math.ceil(columns(text) * COLUMN * fontSize);
    }
}
