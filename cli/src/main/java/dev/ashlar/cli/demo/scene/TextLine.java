/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.cli.demo.scene.Board.Lettering;
import dev.ashlar.cli.demo.scene.Homography.Pose;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.Locale;

/** A line of text cut out of a picture, upright: all chance is settled, nothing is painted yet. */
final class TextLine {
    /** Width over height of a line that needs no squeezing. */
    static final int ASPECT = 4;

    private final int width;
    private final int height;
    private final Shape ink;
    private final Color paper;
    private final Color colour;
    private final long dirt;
    private final Camera camera;

    /**
     * The line that {@code dice} fall for.
     *
     * @param height of the cut-out in pixels
     */
    TextLine(Dice dice, int height) {
        this.height = height;
        this.paper = Color.getHSBColor(
                (float) dice.between(0, 1), (float) dice.between(0, 0.8), (float) dice.between(0.1, 1));
        this.colour = SignWriter.contrast(paper);
        String text = Vocabulary.any(dice);
        Lettering style =
                new Lettering(dice.pick(List.of(Typeface.values())), dice.between(0.75, 1.15), dice.between(0, 0.08));
        Shape flat = style.set(dice.chance(0.3) ? text.toUpperCase(Locale.ROOT) : text, 1);
        Rectangle2D box = flat.getBounds2D();
        Pose pose = new Pose(dice.between(-0.5, 0.5), dice.between(-0.2, 0.2), 0.03 * dice.gaussian());
        Shape seen = new Homography(pose, box.getWidth() * dice.between(1, 4), 1, 0, 0)
                .map(AffineTransform.getTranslateInstance(-box.getCenterX(), -box.getCenterY())
                        .createTransformedShape(flat));
        Rectangle2D tight = seen.getBounds2D();
        double margin = tight.getHeight() * dice.between(0.08, 0.3);
        double scale = height / (tight.getHeight() + 2 * margin);
        double natural = scale * (tight.getWidth() + 2 * margin);
        this.width = (int) Math.min(Math.ceil(natural), (double) ASPECT * height);
        AffineTransform fit = AffineTransform.getScaleInstance(scale * width / natural, scale);
        fit.translate(margin - tight.getX(), margin - tight.getY());
        this.ink = fit.createTransformedShape(seen);
        this.dirt = dice.next();
        this.camera = Camera.any(dice, height / 60.0);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Packed RGB of {@code width} by {@code height} pixels, as the camera delivers it. */
    byte[] shoot() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D target = image.createGraphics();
        try {
            target.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            paint(target);
        } finally {
            target.dispose();
        }
        return camera.take(((DataBufferInt) image.getRaster().getDataBuffer()).getData(), width, height);
    }

    private void paint(Graphics2D target) {
        Dice dice = new Dice(dirt);
        Brush brush = new Brush(dice, target);
        target.setPaint(new GradientPaint(0, 0, paper, width, height, dice.chance(0.5) ? paper : paper.darker()));
        target.fillRect(0, 0, width, height);
        brush.speckle(0, 0, width, height, height / 30.0, 25);
        target.setColor(colour);
        target.fill(ink);
        if (dice.chance(0.3)) {
            brush.shade(width, height);
        }
    }
}
