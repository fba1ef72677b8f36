/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads the pictures of a folder, in the order of their names. */
final class PictureFolder {
    private static final long MAX_PIXELS = 100_000_000;
    private static final List<String> KINDS = Arrays.stream(ImageIO.getReaderFileSuffixes())
            .map(kind -> kind.toLowerCase(Locale.ROOT))
            .filter(kind -> !kind.isEmpty())
            .distinct()
            .sorted()
            .toList();

    private PictureFolder() {}

    /** At most {@code most} pictures, evenly spaced over those that are there. */
    static List<PackedImage> read(Path folder, int most) {
        EvenSample<Path> sample = new EvenSample<>(most);
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(PictureFolder::isPicture).sorted().forEach(sample::add);
        } catch (IOException | UncheckedIOException e) {
            throw new SceneException(
                    "The folder of frames (%s) cannot be read. Maybe check the path.".formatted(folder), e);
        }
        List<PackedImage> pictures =
                sample.items().stream().map(PictureFolder::picture).toList();
        if (pictures.isEmpty()) {
            throw new SceneException(
                    "The folder of frames (%s) holds no picture. Maybe convert them to one of %s."
                            .formatted(folder, KINDS),
                    null);
        }
        return pictures;
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && KINDS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    private static PackedImage picture(Path file) {
        try {
            BufferedImage image = fitted(decode(file));
            byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            return PackedImage.of(pixels, image.getWidth(), image.getHeight(), PixelFormat.BGR);
        } catch (IOException | RuntimeException e) {
            // The decoders of the JDK answer damaged files with many kinds of exception.
            throw new SceneException(
                    "The picture (%s) cannot be decoded (%s). Maybe it is damaged: remove or replace it."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static BufferedImage decode(Path file) throws IOException {
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            if (stream == null) {
                throw new IOException("it cannot be opened");
            }
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException("it is of no known kind");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MAX_PIXELS) {
                    throw new IOException("its %d pixels are more than %d".formatted(pixels, MAX_PIXELS));
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The picture in packed BGR, shrunk to the greatest side; by halves, so that no pixel is passed over. */
    private static BufferedImage fitted(BufferedImage image) {
        BufferedImage fitted = image;
        do {
            double least = (double) FootageSet.MAX_SIDE / Math.max(fitted.getWidth(), fitted.getHeight());
            fitted = scaled(fitted, Math.min(1, Math.max(0.5, least)));
        } while (Math.max(fitted.getWidth(), fitted.getHeight()) > FootageSet.MAX_SIDE);
        return fitted;
    }

    private static BufferedImage scaled(BufferedImage image, double share) {
        int width = (int) Math.max(1, Math.round(image.getWidth() * share));
        int height = (int) Math.max(1, Math.round(image.getHeight() * share));
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D target = scaled.createGraphics();
        try {
            target.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            target.drawImage(image, 0, 0, width, height, null);
        } finally {
            target.dispose();
        }
        return scaled;
    }
}
