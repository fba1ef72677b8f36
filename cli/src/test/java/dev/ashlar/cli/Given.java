/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.testing.OnnxNets;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Files that commands are given. */
public final class Given {
    private Given() {}

    /** A residual network of ten classes on (1, 3, 16, 16). */
    public static Path network(Path file) {
        return network(file, OnnxNets.residual(1, 16, 16));
    }

    public static Path network(Path file, ModelProto network) {
        return bytes(file, network.toByteArray());
    }

    public static Path bytes(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path text(Path file, String content) {
        return bytes(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A folder of coloured pictures. */
    public static Path pictures(Path folder, int count, int side) {
        Random random = new Random(7);
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < count; i++) {
                BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = image.createGraphics();
                graphics.setPaint(
                        new GradientPaint(0, 0, colour(random), side, random.nextInt(side) + 1f, colour(random)));
                graphics.fillRect(0, 0, side, side);
                graphics.setPaint(colour(random));
                graphics.fillOval(random.nextInt(side), random.nextInt(side), side / 2, side / 3);
                graphics.dispose();
                ImageIO.write(
                        image,
                        "png",
                        folder.resolve("picture-%03d.png".formatted(i)).toFile());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Color colour(Random random) {
        return new Color(random.nextInt(1 << 24));
    }
}
