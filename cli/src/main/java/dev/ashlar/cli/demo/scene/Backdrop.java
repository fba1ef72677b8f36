/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;

/** A street without signs: sky, houses with windows, pavement and road, trees and lamps. */
final class Backdrop {
    private final Dice dice;
    private final Graphics2D target;
    private final Brush brush;
    private final int width;
    private final int height;
    /** A hundredth of the picture's height, the measure of all details. */
    private final double unit;

    private Backdrop(Dice dice, Graphics2D target, int width, int height) {
        this.dice = dice;
        this.target = target;
        this.brush = new Brush(dice, target);
        this.width = width;
        this.height = height;
        this.unit = height / 100.0;
    }

    /**
     * Paints the street that {@code dice} fall for over the whole picture.
     *
     * @param ground where houses meet the pavement, in pixels from the top
     */
    static void paint(Dice dice, Graphics2D target, int width, int height, double ground) {
        new Backdrop(dice, target, width, height).street(ground);
    }

    private void street(double ground) {
        sky();
        double x = -dice.between(0, 20) * unit;
        while (x < width) {
            double w = dice.between(35, 100) * unit;
            double top = dice.chance(0.5) ? -1 : dice.between(2, 35) * unit;
            new Facade(dice, target, unit).paint(x, top, w, ground - top);
            x += w + (dice.chance(0.25) ? dice.between(5, 25) * unit : 0);
        }
        road(ground);
        int trees = dice.whole(0, 3);
        for (int i = 0; i < trees; i++) {
            tree(dice.between(0, width), ground + dice.between(-2, 4) * unit);
        }
        int lamps = dice.whole(0, 2);
        for (int i = 0; i < lamps; i++) {
            lamp(dice.between(0, width), ground);
        }
    }

    private void sky() {
        Color high = Color.getHSBColor(
                (float) dice.between(0.53, 0.63), (float) dice.between(0.05, 0.5), (float) dice.between(0.6, 0.95));
        Color low = Color.getHSBColor(0.09f, (float) dice.between(0, 0.25), (float) dice.between(0.75, 1));
        target.setPaint(new GradientPaint(0, 0, high, 0, height * 0.7f, low));
        target.fillRect(0, 0, width, height);
    }

    private void road(double ground) {
        float gray = (float) dice.between(0.25, 0.55);
        Color near = Color.getHSBColor(0.08f, 0.05f, gray);
        Color far = Color.getHSBColor(0.08f, 0.08f, Math.min(1, gray * 1.35f));
        target.setPaint(new GradientPaint(0, (float) ground, far, 0, height, near));
        brush.rectangle(0, ground, width, height - ground);
        target.setColor(Color.getHSBColor(0.1f, 0.05f, Math.min(1, gray * 1.7f)));
        brush.rectangle(0, ground + 5 * unit, width, 0.8 * unit);
        brush.speckle(0, ground, width, height - ground, 0.7 * unit, 300);
        target.setColor(new Color(235, 235, 225, 150));
        double dash = dice.between(8, 20) * unit;
        for (double x = -dice.between(0, dash); x < width; x += 2 * dash) {
            brush.rectangle(x, ground + 14 * unit, dash, 1.2 * unit);
        }
    }

    private void tree(double x, double foot) {
        double crown = dice.between(9, 22) * unit;
        double middle = foot - crown * dice.between(1.3, 2.2);
        target.setColor(Color.getHSBColor(0.07f, 0.4f, (float) dice.between(0.15, 0.35)));
        brush.rectangle(x - crown * 0.07, middle, crown * 0.14, foot - middle);
        float hue = (float) dice.between(0.18, 0.36);
        for (int i = 0; i < 70; i++) {
            double angle = dice.between(0, 2 * Math.PI);
            double off = crown * Math.sqrt(dice.between(0, 1));
            double blob = crown * dice.between(0.08, 0.3);
            float light = (float) (dice.between(0.15, 0.5) - 0.12 * Math.sin(angle) * off / crown);
            target.setColor(Color.getHSBColor(hue, (float) dice.between(0.35, 0.7), Math.max(0, light)));
            target.fill(new Ellipse2D.Double(
                    x + off * Math.cos(angle) - blob,
                    middle + 0.9 * off * Math.sin(angle) - blob,
                    2 * blob,
                    1.6 * blob));
        }
    }

    private void lamp(double x, double ground) {
        double top = dice.between(5, 30) * unit;
        target.setColor(Color.getHSBColor(0.6f, 0.1f, (float) dice.between(0.1, 0.4)));
        brush.rectangle(x, top, 0.9 * unit, ground + 3 * unit - top);
        double arm = dice.between(4, 10) * unit * (dice.chance(0.5) ? 1 : -1);
        brush.rectangle(Math.min(x, x + arm), top, Math.abs(arm), 0.7 * unit);
        target.setColor(new Color(250, 245, 215));
        target.fill(new Ellipse2D.Double(x + arm - 1.5 * unit, top, 3 * unit, 1.5 * unit));
    }
}
