/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Random;

/**
 * Pictures of random lines of text on shaded ground, slightly turned, with noise. Nothing is known of them: networks
 * that find text are compared with what they were.
 *
 * @param seed of all pictures; sets of different seeds have none in common
 * @param size how many
 */
record TextLines(long seed, int size) implements ImageSet {
    private static final int SIDE = 320;
    private static final int MOST_LINES = 7;
    private static final double MOST_TURN = 0.12;
    private static final double NOISE = 6;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    @Override
    public String name() {
        return "text-lines[%d, seed %d]".formatted(size, seed);
    }

    @Override
    public Sample sample(int index) {
        Random random = new Random(31 * seed + 1_000_003L * index);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        boolean dark = random.nextBoolean();
        graphics.setColor(shade(random, dark ? 0 : 150));
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.setColor(shade(random, dark ? 150 : 0));
        graphics.rotate(MOST_TURN * (2 * random.nextDouble() - 1), SIDE / 2.0, SIDE / 2.0);
        int lines = 1 + random.nextInt(MOST_LINES);
        for (int line = 0; line < lines; line++) {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12 + random.nextInt(20)));
            int y = SIDE * (2 * line + 1) / (2 * lines) + 8;
            graphics.drawString(text(random), 10 + random.nextInt(SIDE / 3), y);
        }
        graphics.dispose();
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            double value = (pixels[i] & 0xff) + NOISE * random.nextGaussian();
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new Sample(PackedImage.of(pixels, SIDE, SIDE, PixelFormat.BGR), new Truth.None());
    }

    private static Color shade(Random random, int least) {
        return new Color(least + random.nextInt(100), least + random.nextInt(100), least + random.nextInt(100));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 4 + random.nextInt(14);
        for (int i = 0; i < length; i++) {
            boolean space = i > 0 && random.nextInt(6) == 0;
            text.append(space ? ' ' : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
