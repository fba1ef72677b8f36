/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.cli.demo.scene.Sign.Mount;
import dev.ashlar.cli.demo.scene.Sign.Patch;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** A sign in the making: lines of text are stacked, then a body is cut to their measure. */
final class Board {
    private final Color ink;
    private final boolean ragged;
    private final List<Shape> lines = new ArrayList<>();
    private final List<Patch> body = new ArrayList<>();
    private double smallest = 1;
    private double below;

    /**
     * @param ink colour of the text
     * @param ragged whether lines begin at one left edge instead of being centred
     */
    Board(Color ink, boolean ragged) {
        this.ink = ink;
        this.ragged = ragged;
    }

    /**
     * Adds a line below those that are there.
     *
     * @param style how it is set
     * @param size in ems of the main line
     * @param leading room above it, in its own ems
     */
    Board line(String text, Lettering style, double size, double leading) {
        Shape set = style.set(text, size);
        Rectangle2D box = set.getBounds2D();
        double top = lines.isEmpty() ? 0 : below + leading * size * Typeface.EM;
        double left = ragged ? 0 : -box.getWidth() / 2;
        lines.add(AffineTransform.getTranslateInstance(left - box.getX(), top - box.getY())
                .createTransformedShape(set));
        below = top + box.getHeight();
        smallest = Math.min(smallest, size);
        return this;
    }

    /** The rectangle around all lines, centred on the origin, with a margin in ems. */
    Rectangle2D area(double marginX, double marginY) {
        Rectangle2D text = text();
        double width = text.getWidth() + 2 * marginX * Typeface.EM;
        double height = text.getHeight() + 2 * marginY * Typeface.EM;
        return new Rectangle2D.Double(-width / 2, -height / 2, width, height);
    }

    /** Paints a shape below the text and above what was painted before. */
    Board fill(Shape shape, Color colour) {
        body.add(new Patch(shape, colour));
        return this;
    }

    /** Draws the edge of a shape, {@code thickness} ems wide. */
    Board edge(Shape shape, Color colour, double thickness) {
        return fill(new BasicStroke((float) (thickness * Typeface.EM)).createStrokedShape(shape), colour);
    }

    /** The finished sign. */
    Sign finish(Mount mount) {
        Rectangle2D text = text();
        AffineTransform centre = AffineTransform.getTranslateInstance(-text.getCenterX(), -text.getCenterY());
        List<Patch> inked = lines.stream()
                .map(line -> new Patch(centre.createTransformedShape(line), ink))
                .toList();
        return new Sign(body, inked, smallest, mount);
    }

    private Rectangle2D text() {
        Rectangle2D text = lines.get(0).getBounds2D();
        lines.forEach(line -> text.add(line.getBounds2D()));
        return text;
    }

    /**
     * How text is set.
     *
     * @param face the letters
     * @param stretch width of letters, 1 as drawn by the face's designer
     * @param tracking room added between letters, in ems
     */
    record Lettering(Typeface face, double stretch, double tracking) {

        /** The outline of a line of text at {@code size} ems of the main line. */
        Shape set(String text, double size) {
            return AffineTransform.getScaleInstance(stretch * size, size)
                    .createTransformedShape(face.outline(text, tracking));
        }
    }
}
