/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.cli.demo.scene.Homography.Pose;
import dev.ashlar.cli.demo.scene.Sign.Mount;
import dev.ashlar.cli.demo.scene.Sign.Patch;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.Box;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A street with signs before a camera: all chance is settled, nothing is painted yet. */
final class Scene {
    /*
     * Truth is what a detector should answer, and detectors are trained on boxes that people drew with some room around
     * the ink. A room of a fifth of the line's height on each side makes the boxes of the two PP-OCR detectors as high
     * and as wide as the truth, in the mean over a hundred scenes.
     */
    private static final double ROOM = 0.2;

    /** Ems of the smallest line of a sign, in shares of the picture's lesser side. */
    private static final double LEAST_EM = 0.032;

    private static final double GREATEST_EM = 0.085;
    private static final double GAP = 0.015;
    private static final int TRIES = 25;

    private final int width;
    private final int height;
    private final double ground;
    private final long backdrop;
    private final boolean shaded;
    private final List<Placed> signs = new ArrayList<>();
    private final Camera camera;

    /** The scene that {@code dice} fall for. */
    Scene(Dice dice, int width, int height) {
        this.width = width;
        this.height = height;
        this.ground = dice.between(0.72, 0.9) * height;
        this.backdrop = dice.next();
        this.shaded = dice.chance(0.5);
        this.camera = Camera.any(new Dice(dice.next()), Math.min(width, height) / 480.0);
        SignWriter writer = new SignWriter(new Dice(dice.next()));
        int wanted = dice.whole(2, 6);
        for (int i = 0; i < wanted || signs.isEmpty(); i++) {
            hang(writer.any(), dice);
        }
    }

    /** The upright rectangle around each line of text, with the room that text detectors give it. */
    List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        for (Placed placed : signs) {
            for (Patch line : placed.sign.lines()) {
                Rectangle2D room = placed.view.map(roomy(line.shape())).getBounds2D();
                boxes.add(new Box(
                        Math.max(room.getMinX() / width, 0),
                        Math.max(room.getMinY() / height, 0),
                        Math.min(room.getMaxX() / width, 1),
                        Math.min(room.getMaxY() / height, 1)));
            }
        }
        return boxes;
    }

    /** What the camera delivers. */
    PackedImage shoot() {
        int[] pixels = ((DataBufferInt) paint(true).getRaster().getDataBuffer()).getData();
        return PackedImage.of(camera.take(pixels, width, height), width, height, PixelFormat.RGB);
    }

    /**
     * The scene as it is, before the camera.
     *
     * @param lettered whether the signs bear their text
     */
    BufferedImage paint(boolean lettered) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D target = image.createGraphics();
        try {
            target.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            target.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            Backdrop.paint(new Dice(backdrop), target, width, height, ground);
            signs.forEach(placed -> placed.mount(target, ground));
            signs.forEach(placed -> placed.paint(target, lettered));
            if (shaded) {
                new Brush(new Dice(~backdrop), target).shade(width, height);
            }
        } finally {
            target.dispose();
        }
        return image;
    }

    /** Hangs a sign where it is wholly visible and touches no other, if such a place is found soon. */
    private void hang(Sign sign, Dice dice) {
        for (int i = 0; i < TRIES; i++) {
            Placed placed = place(sign, dice);
            if (placed != null) {
                signs.add(placed);
                return;
            }
        }
    }

    private @Nullable Placed place(Sign sign, Dice dice) {
        Rectangle2D flat = sign.bounds();
        double measure = Math.min(width, height);
        double em = measure * dice.octaves(LEAST_EM, GREATEST_EM) / sign.smallest();
        double scale = Math.min(em / Typeface.EM, 0.8 * width / flat.getWidth());
        double distance = Math.hypot(flat.getWidth(), flat.getHeight()) * dice.between(1.2, 4);
        Pose pose = sign.mount() == Mount.CAR
                ? new Pose(dice.between(-0.3, 0.3), 0, 0.01 * dice.gaussian())
                : new Pose(dice.between(-0.6, 0.6), dice.between(-0.2, 0.2), 0.04 * dice.gaussian());
        Rectangle2D seen = new Homography(pose, distance, scale, 0, 0).map(flat).getBounds2D();
        double margin = GAP * measure;
        double lowest = sign.mount() == Mount.CAR ? height - margin : ground;
        double highest = sign.mount() == Mount.CAR ? ground + margin - seen.getHeight() : margin;
        double freeX = width - seen.getWidth() - 2 * margin;
        double freeY = lowest - seen.getHeight() - highest;
        if (freeX <= 0 || freeY <= 0 || highest < 0) {
            return null;
        }
        double x = margin - seen.getX() + dice.between(0, freeX);
        double y = highest - seen.getY() + dice.between(0, freeY);
        Homography view = new Homography(pose, distance, scale, x, y);
        Rectangle2D room = grown(view.map(flat).getBounds2D(), margin);
        return signs.stream().anyMatch(other -> other.room.intersects(room)) ? null : new Placed(sign, view, room);
    }

    private static Rectangle2D roomy(Shape line) {
        Rectangle2D ink = line.getBounds2D();
        return grown(ink, ROOM * ink.getHeight());
    }

    private static Rectangle2D grown(Rectangle2D area, double margin) {
        return new Rectangle2D.Double(
                area.getX() - margin,
                area.getY() - margin,
                area.getWidth() + 2 * margin,
                area.getHeight() + 2 * margin);
    }

    /**
     * A sign at its place.
     *
     * @param room what it takes of the picture
     */
    private record Placed(Sign sign, Homography view, Rectangle2D room) {

        /** Paints what holds the sign, which lies behind all signs. */
        void mount(Graphics2D target, double ground) {
            if (sign.mount() == Mount.POST) {
                double thickness = Math.max(2, room.getHeight() * 0.05);
                double foot = Math.max(ground, room.getMaxY()) + 2 * thickness;
                target.setColor(new Color(0x6e7276));
                target.fill(new Rectangle2D.Double(
                        room.getCenterX() - thickness / 2, room.getCenterY(), thickness, foot - room.getCenterY()));
            }
        }

        void paint(Graphics2D target, boolean lettered) {
            Path2D panel = view.map(sign.body().get(0).shape());
            double depth = Math.max(1, room.getHeight() * 0.04);
            target.setColor(new Color(0, 0, 0, 70));
            target.fill(AffineTransform.getTranslateInstance(depth, depth).createTransformedShape(panel));
            sign.body().forEach(patch -> patch.paint(target, view));
            if (lettered) {
                sign.lines().forEach(line -> line.paint(target, view));
            }
            target.setPaint(new GradientPaint(
                    (float) room.getX(),
                    (float) room.getY(),
                    new Color(255, 255, 255, 60),
                    (float) room.getCenterX(),
                    (float) room.getMaxY(),
                    new Color(0, 0, 0, 40)));
            target.fill(panel);
        }
    }
}
