/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.cli.demo.scene.Board.Lettering;
import dev.ashlar.cli.demo.scene.Sign.Mount;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;

/** Designs the signs of a street, each kind as such signs are made: words, letters, colours and shape. */
final class SignWriter {
    private static final Color WHITE = new Color(0xf4f4ee);
    private static final Color BLACK = new Color(0x141418);
    private static final Color RED = new Color(0xb8141e);
    private static final Color BLUE = new Color(0x143c96);
    private static final Color GREEN = new Color(0x0a6440);
    private static final Color YELLOW = new Color(0xf5c81e);
    private static final List<Typeface> PLAIN = List.of(Typeface.SANS, Typeface.SANS_BOLD);

    private final Dice dice;

    SignWriter(Dice dice) {
        this.dice = dice;
    }

    /** A sign of any kind; the common kinds more often. */
    Sign any() {
        return switch (dice.whole(0, 11)) {
            case 0, 1 -> street();
            case 2, 3, 4 -> shop();
            case 5 -> order();
            case 6 -> stop();
            case 7 -> limit();
            case 8 -> houseNumber();
            case 9 -> plate();
            case 10 -> poster();
            default -> direction();
        };
    }

    Sign street() {
        Color fill = dice.pick(List.of(BLUE, BLUE, GREEN, WHITE, new Color(0x2a2a2e), new Color(0x7a1c1c)));
        Color ink = contrast(fill);
        Board board = new Board(ink, false).line(cased(dice.pick(Vocabulary.STREETS), 0.3), letters(PLAIN), 1, 0);
        if (dice.chance(0.25)) {
            board.line(dice.whole(1, 39) + " - " + dice.whole(40, 99), letters(PLAIN), 0.7, 0.45);
        }
        return panel(board, board.area(0.5, 0.4), fill, ink).finish(dice.chance(0.5) ? Mount.POST : Mount.WALL);
    }

    Sign shop() {
        Color fill = Color.getHSBColor(
                (float) dice.between(0, 1), (float) dice.between(0.05, 0.9), (float) dice.between(0.15, 0.95));
        Color ink = dice.chance(0.15) && luma(fill) < 110 ? YELLOW : contrast(fill);
        Lettering title = letters(List.of(Typeface.values()));
        Board board = new Board(ink, false).line(cased(dice.pick(Vocabulary.SHOPS), 0.4), title, 1, 0);
        if (dice.chance(0.4)) {
            board.line(dice.pick(Vocabulary.SLOGANS), letters(List.of(Typeface.values())), 0.55, 0.6);
        }
        Rectangle2D area = board.area(dice.between(0.4, 2.2), dice.between(0.3, 0.6));
        return panel(board, area, fill, ink).finish(Mount.WALL);
    }

    Sign order() {
        Color fill = dice.pick(List.of(WHITE, YELLOW, RED, BLUE, new Color(0xe66e14)));
        Color ink = contrast(fill);
        String[] words = dice.pick(Vocabulary.ORDERS).split(" ");
        boolean stacked = words.length > 1 && dice.chance(0.5);
        Lettering style = letters(List.of(Typeface.SANS_BOLD, Typeface.SANS_BOLD, Typeface.SANS));
        Board board = new Board(ink, false).line(stacked ? words[0] : String.join(" ", words), style, 1, 0);
        if (stacked) {
            board.line(words[1], style, 1, 0.5);
        }
        return panel(board, board.area(0.55, 0.5), fill, ink).finish(dice.chance(0.6) ? Mount.POST : Mount.WALL);
    }

    Sign stop() {
        Board board = new Board(WHITE, false).line("STOP", new Lettering(Typeface.SANS_BOLD, 0.85, 0.02), 1, 0);
        double radius = board.area(0.35, 0).getWidth() / 2;
        return board.fill(Panels.octagon(radius * 1.06), WHITE)
                .fill(Panels.octagon(radius), RED)
                .finish(Mount.POST);
    }

    Sign limit() {
        Board board = new Board(BLACK, false)
                .line(
                        dice.pick(Vocabulary.LIMITS),
                        new Lettering(Typeface.SANS_BOLD, dice.between(0.8, 0.95), 0),
                        1,
                        0);
        Rectangle2D text = board.area(0.05, 0.05);
        double radius = Math.max(Math.hypot(text.getWidth(), text.getHeight()) / 2, 0.75 * Typeface.EM);
        return board.fill(Panels.disc(radius * 1.3), RED)
                .fill(Panels.disc(radius), WHITE)
                .finish(Mount.POST);
    }

    Sign houseNumber() {
        Color fill = dice.pick(List.of(BLUE, WHITE, new Color(0x1e3a28), BLACK, new Color(0x9a8050)));
        Color ink = contrast(fill);
        Board board = new Board(ink, false)
                .line(
                        Vocabulary.houseNumber(dice),
                        letters(List.of(Typeface.SANS_BOLD, Typeface.SERIF_BOLD, Typeface.SERIF, Typeface.SANS)),
                        1,
                        0);
        Rectangle2D area = board.area(0.4, 0.35);
        if (dice.chance(0.3)) {
            double side = Math.hypot(area.getWidth(), area.getHeight());
            return board.fill(Panels.disc(side / 2), fill)
                    .edge(Panels.disc(side / 2.2), ink, 0.04)
                    .finish(Mount.WALL);
        }
        return panel(board, area, fill, ink).finish(Mount.WALL);
    }

    /** A licence plate on the back of a car. */
    Sign plate() {
        Lettering style =
                new Lettering(dice.pick(List.of(Typeface.SANS_BOLD, Typeface.MONO_BOLD, Typeface.SANS)), 0.9, 0.03);
        Board board = new Board(BLACK, false).line(Vocabulary.plate(dice), style, 1, 0);
        Rectangle2D area = board.area(0.45, 0.2);
        car(board, area.getWidth());
        board.fill(Panels.rounded(area, 0, 12), dice.chance(0.25) ? YELLOW : WHITE);
        if (dice.chance(0.6)) {
            double strip = 0.3 * Typeface.EM;
            board.fill(new Rectangle2D.Double(area.getX(), area.getY(), strip, area.getHeight()), BLUE);
        }
        return board.edge(Panels.rounded(area, -2, 10), BLACK, 0.03).finish(Mount.CAR);
    }

    /** The back of a car, measured by the width of its plate. */
    private void car(Board board, double w) {
        Color paint = Color.getHSBColor(
                (float) dice.between(0, 1), (float) dice.between(0, 0.7), (float) dice.between(0.15, 0.75));
        Rectangle2D body = new Rectangle2D.Double(-1.6 * w, -0.75 * w, 3.2 * w, 1.2 * w);
        board.fill(Panels.rounded(body, 0, 0.5 * w), paint)
                .fill(new Rectangle2D.Double(-1.5 * w, 0.4 * w, 0.5 * w, 0.35 * w), BLACK)
                .fill(new Rectangle2D.Double(w, 0.4 * w, 0.5 * w, 0.35 * w), BLACK)
                .fill(
                        Panels.polygon(-1.35 * w, -0.7 * w, -w, -1.5 * w, w, -1.5 * w, 1.35 * w, -0.7 * w),
                        paint.darker())
                .fill(
                        Panels.polygon(-1.15 * w, -0.8 * w, -0.9 * w, -1.4 * w, 0.9 * w, -1.4 * w, 1.15 * w, -0.8 * w),
                        new Color(0x28323c))
                .fill(new Rectangle2D.Double(-1.6 * w, 0.25 * w, 3.2 * w, 0.2 * w), paint.darker());
        for (double x : new double[] {-1.5 * w, 1.1 * w}) {
            board.fill(new Rectangle2D.Double(x, -0.5 * w, 0.4 * w, 0.3 * w), RED);
        }
    }

    Sign poster() {
        Color fill = Color.getHSBColor(
                (float) dice.between(0, 1), (float) dice.between(0, 0.6), (float) dice.between(0.6, 1));
        Color ink = dice.chance(0.3) ? new Color(0x6e0f3c) : contrast(fill);
        Lettering body = letters(List.of(Typeface.values()));
        Board board = new Board(ink, dice.chance(0.4))
                .line(dice.pick(Vocabulary.POSTERS), letters(List.of(Typeface.values())), 1, 0);
        int details = dice.whole(1, 2);
        for (int i = 0; i < details; i++) {
            board.line(dice.pick(Vocabulary.DETAILS), body, dice.between(0.55, 0.75), 0.65);
        }
        return panel(board, board.area(dice.between(0.4, 0.8), dice.between(0.5, 1.2)), fill, ink)
                .finish(Mount.WALL);
    }

    Sign direction() {
        Color fill = dice.pick(List.of(GREEN, BLUE, YELLOW, WHITE));
        Color ink = contrast(fill);
        Board board = new Board(ink, true);
        Lettering style = letters(PLAIN);
        int lines = dice.whole(1, 3);
        for (int i = 0; i < lines; i++) {
            String place = dice.pick(Vocabulary.PLACES);
            board.line(dice.chance(0.5) ? place + " " + dice.whole(1, 99) : place, style, 1, 0.5);
        }
        Rectangle2D area = board.area(0.5, 0.45);
        return board.fill(Panels.arrow(area, 0), fill)
                .edge(Panels.arrow(area, 8), ink, 0.05)
                .finish(Mount.POST);
    }

    /** Gives a board a panel, and mostly a frame. */
    private Board panel(Board board, Rectangle2D area, Color fill, Color ink) {
        double corner = dice.chance(0.5) ? 0 : dice.between(10, 50);
        board.fill(Panels.rounded(area, 0, corner), fill);
        return dice.chance(0.6) ? board.edge(Panels.rounded(area, -10, corner), ink, dice.between(0.03, 0.08)) : board;
    }

    private Lettering letters(List<Typeface> faces) {
        return new Lettering(
                dice.pick(faces), dice.between(0.78, 1.12), dice.chance(0.3) ? dice.between(0.02, 0.1) : 0);
    }

    private String cased(String text, double capitals) {
        return dice.chance(capitals) ? text.toUpperCase(Locale.ROOT) : text;
    }

    /** Black or white, whichever can be read on {@code fill}. */
    static Color contrast(Color fill) {
        return luma(fill) > 120 ? BLACK : WHITE;
    }

    private static double luma(Color colour) {
        return 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue();
    }
}
