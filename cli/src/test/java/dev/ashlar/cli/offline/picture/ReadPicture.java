/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A picture read back.
 *
 * @param width of all of it
 * @param height of all of it
 * @param operators their boxes
 * @param blocks their boxes
 * @param tensors the boxes of what crosses borders
 */
record ReadPicture(double width, double height, List<Box> operators, List<Box> blocks, List<Box> tensors) {
    /** Room that a column of a wide font of fixed width takes. */
    private static final double COLUMN = 6.65;

    /**
     * A box.
     *
     * @param name what stands for
     * @param text what is written in it
     */
    record Box(String name, String text, double left, double top, double width, double height) {
        boolean overlaps(Box other) {
            return left < other.left + other.width
                    && other.left < left + width
                    && top < other.top + other.height
                    && other.top < top + height;
        }

        boolean holds(Box other) {
            return left <= other.left
                    && top <= other.top
                    && other.left + other.width <= left + width
                    && other.top + other.height <= top + height;
        }
    }

    /** Reads a picture; it must be well-formed. */
    static ReadPicture of(String svg) {
        Element root = document(svg).getDocumentElement();
        return new ReadPicture(
                number(root, "width"),
                number(root, "height"),
                boxes(root, "operator"),
                boxes(root, "block"),
                boxes(root, "tensor"));
    }

    /** A document without a type of its own. */
    static Document document(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e.getMessage() + ": " + xml, e);
        }
    }

    private static List<Box> boxes(Element root, String kind) {
        List<Box> boxes = new ArrayList<>();
        NodeList groups = root.getElementsByTagName("g");
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            if (group.getAttribute("class").equals(kind)) {
                Element rect = (Element) group.getElementsByTagName("rect").item(0);
                boxes.add(new Box(
                        group.getAttribute("data-" + kind),
                        group.getElementsByTagName("text").item(0).getTextContent(),
                        number(rect, "x"),
                        number(rect, "y"),
                        number(rect, "width"),
                        number(rect, "height")));
            }
        }
        return boxes;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** Throws if anything lies on anything else, outside its block or outside the picture, or is wider than its box. */
    void requireTidy(String what) {
        List<Box> small = new ArrayList<>(operators);
        small.addAll(tensors);
        for (int i = 0; i < small.size(); i++) {
            Box box = small.get(i);
            assertThat(box.left >= 0 && box.top >= 0 && box.left + box.width <= width && box.top + box.height <= height)
                    .as("%s: %s lies inside", what, box)
                    .isTrue();
            assertThat(XmlText.columns(box.text) * COLUMN)
                    .as("%s: the text of %s", what, box)
                    .isLessThanOrEqualTo(box.width);
            for (Box other : small.subList(0, i)) {
                assertThat(box.overlaps(other))
                        .as("%s: %s on %s", what, box, other)
                        .isFalse();
            }
            assertThat(blocks.stream().filter(box::overlaps))
                    .as("%s: blocks under %s", what, box)
                    .hasSize(i < operators.size() ? 1 : 0)
                    .allMatch(block -> block.holds(box));
        }
        for (int i = 1; i < blocks.size(); i++) {
            assertThat(blocks.get(i).top)
                    .as("%s: block %d", what, i)
                    .isGreaterThan(blocks.get(i - 1).top + blocks.get(i - 1).height);
        }
    }
}
