/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Color;
import java.awt.Graphics2D;

/** What painters of streets have in common: a canvas, and chance to give its surfaces texture and shade. */
final class Brush {
    private final Dice dice;
    private final Graphics2D target;

    Brush(Dice dice, Graphics2D target) {
        this.dice = dice;
        this.target = target;
    }

    /** Fills a rectangle to whole pixels, in the present colour. */
    void rectangle(double x, double y, double w, double h) {
        target.fillRect((int) Math.round(x), (int) Math.round(y), (int) Math.ceil(w), (int) Math.ceil(h));
    }

    /**
     * Scatters spots, darker and lighter than what is there, over a rectangle.
     *
     * @param side of a spot of middle size, in pixels
     */
    void speckle(double x, double y, double w, double h, double side, int count) {
        for (int i = 0; i < count; i++) {
            int tone = dice.chance(0.6) ? 0 : 255;
            target.setColor(new Color(tone, tone, tone, dice.whole(8, 40)));
            double spot = side * dice.octaves(0.3, 3);
            rectangle(x + dice.between(0, w), y + dice.between(0, h), spot, spot / 2);
        }
    }

    /** Casts the shadow of something out of sight over a part of the picture. */
    void shade(int width, int height) {
        double from = dice.between(-0.2, 0.8) * width;
        double slant = dice.between(-0.4, 0.4) * width;
        double breadth = dice.between(0.15, 0.6) * width;
        target.setColor(new Color(10, 10, 30, dice.whole(30, 110)));
        target.fill(Panels.polygon(from, 0, from + breadth, 0, from + breadth + slant, height, from + slant, height));
    }
}
