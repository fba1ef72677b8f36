/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Color;
import java.awt.Graphics2D;

/** The front of a house: a wall of plaster, brick or boards with rows of windows. */
final class Facade {
    private final Dice dice;
    private final Graphics2D target;
    private final Brush brush;
    private final double unit;

    /**
     * @param unit a hundredth of the picture's height
     */
    Facade(Dice dice, Graphics2D target, double unit) {
        this.dice = dice;
        this.target = target;
        this.brush = new Brush(dice, target);
        this.unit = unit;
    }

    void paint(double x, double y, double w, double h) {
        boolean earthen = dice.chance(0.7);
        float hue = (float) (earthen ? dice.between(0.0, 0.14) : dice.between(0, 1));
        float saturation = (float) dice.between(0.03, earthen ? 0.5 : 0.25);
        float light = (float) dice.between(0.3, 0.92);
        target.setColor(Color.getHSBColor(hue, saturation, light));
        brush.rectangle(x, y, w, h);
        switch (dice.whole(0, 3)) {
            case 0, 1 -> bricks(x, y, w, h, hue, saturation, light);
            case 2 -> boards(x, y, w, h, Color.getHSBColor(hue, saturation, light * 0.82f));
            default -> brush.speckle(x, y, w, h, 0.7 * unit, 500);
        }
        windows(x, y, w, h);
        target.setColor(Color.getHSBColor(hue, saturation, light * 0.6f));
        brush.rectangle(x, y, w, dice.between(0.8, 2) * unit);
        brush.rectangle(x + w - 0.6 * unit, y, 0.6 * unit, h);
    }

    private void bricks(double x, double y, double w, double h, float hue, float saturation, float light) {
        double length = dice.between(4, 8) * unit;
        double course = length * dice.between(0.3, 0.5);
        boolean odd = false;
        for (double row = y; row < y + h; row += course) {
            for (double place = x - (odd ? length / 2 : 0); place < x + w; place += length) {
                float tone = light * (float) dice.between(0.78, 1);
                target.setColor(Color.getHSBColor(hue, Math.min(1, saturation * 1.2f), tone));
                double left = Math.max(place, x);
                brush.rectangle(left, row, Math.min(place + length, x + w) - left - 0.35 * unit, course - 0.35 * unit);
            }
            odd = !odd;
        }
    }

    private void boards(double x, double y, double w, double h, Color joint) {
        target.setColor(joint);
        double step = dice.between(1.5, 5) * unit;
        boolean upright = dice.chance(0.5);
        for (double at = step; at < (upright ? w : h); at += step) {
            if (upright) {
                brush.rectangle(x + at, y, 0.3 * unit, h);
            } else {
                brush.rectangle(x, y + at, w, 0.3 * unit);
            }
        }
    }

    private void windows(double x, double y, double w, double h) {
        double paneWidth = dice.between(8, 18) * unit;
        double paneHeight = paneWidth * dice.between(0.7, 1.8);
        double stepX = paneWidth * dice.between(1.5, 2.6);
        double stepY = paneHeight * dice.between(1.5, 2.2);
        Color frame = Color.getHSBColor(0.1f, (float) dice.between(0, 0.4), (float) dice.between(0.15, 0.9));
        boolean barred = dice.chance(0.25);
        for (double row = y + 4 * unit; row + paneHeight < y + h; row += stepY) {
            for (double place = x + 3 * unit; place + paneWidth < x + w; place += stepX) {
                window(place, row, paneWidth, paneHeight, frame, barred);
            }
        }
    }

    private void window(double x, double y, double w, double h, Color frame, boolean barred) {
        double bar = 0.7 * unit;
        target.setColor(frame);
        brush.rectangle(x, y, w, h);
        double gleam = dice.between(0.2, 0.55);
        target.setColor(
                dice.chance(0.1)
                        ? new Color(0xd2be8c)
                        : Color.getHSBColor(0.58f, (float) dice.between(0.05, 0.3), (float) gleam));
        brush.rectangle(x + bar, y + bar, w - 2 * bar, h - 2 * bar);
        target.setColor(new Color(255, 255, 255, 30));
        brush.rectangle(x + bar, y + bar, (w - 2 * bar) * dice.between(0.2, 0.6), (h - 2 * bar) * dice.between(0.3, 1));
        target.setColor(frame);
        if (barred) {
            brush.rectangle(x + w / 2 - bar / 2, y, bar, h);
        }
        brush.rectangle(x - bar, y + h, w + 2 * bar, bar);
    }
}
