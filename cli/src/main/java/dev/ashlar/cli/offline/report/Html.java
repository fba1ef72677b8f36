/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.cli.offline.picture.XmlText;
import java.util.List;

/** HTML as it is written: every text and every value of an attribute is escaped here and nowhere else. */
final class Html {
    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Opens an element with attributes given as names and values in turn. */
    Html open(String element, Object... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(XmlText.escaped(String.valueOf(attributes[i + 1]))).append('"');
        }
        out.append('>');
        return this;
    }

    Html close(String element) {
        out.append("</").append(element).append(">\n");
        return this;
    }

    Html text(String words) {
        out.append(XmlText.escaped(words));
        return this;
    }

    /** An element that holds a text. */
    Html element(String element, String words, Object... attributes) {
        return open(element, attributes).text(words).close(element);
    }

    /** What is made here and escaped already. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /**
     * A table that scrolls within itself and can be reached by keyboard.
     *
     * @param caption what it holds
     * @param head names of its columns; those from the second on hold numbers if they end with a space
     * @param rows the first cell of each names it
     */
    Html table(String caption, List<String> head, List<List<String>> rows) {
        open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        open("table").element("caption", caption).open("thead").open("tr");
        for (String name : head) {
            element("th", name.strip(), "scope", "col", "class", name.endsWith(" ") ? "number" : "word");
        }
        close("tr").close("thead").open("tbody");
        for (List<String> row : rows) {
            open("tr");
            for (int i = 0; i < row.size(); i++) {
                String style = head.get(i).endsWith(" ") ? "number" : "word";
                if (i == 0) {
                    element("th", row.get(i), "scope", "row", "class", style);
                } else {
                    element("td", row.get(i), "class", style);
                }
            }
            close("tr");
        }
        return close("tbody").close("table").close("div");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
