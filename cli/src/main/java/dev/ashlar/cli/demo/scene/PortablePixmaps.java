/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads binary portable pixmaps (PPM, "P6") that follow one another in a stream. Belongs to one thread. */
final class PortablePixmaps {
    /** Beyond it on either side, a header is not believed. */
    static final int MAX_SIDE = 8192;

    private final InputStream stream;

    PortablePixmaps(InputStream stream) {
        this.stream = stream;
    }

    /**
     * The next picture, RGB, or null at the end of the stream.
     *
     * @throws IOException if the stream breaks or ends within a picture, or holds something else
     */
    @Nullable
    PackedImage next() throws IOException {
        int first = stream.read();
        if (first < 0) {
            return null;
        }
        if (first != 'P' || stream.read() != '6' || !blank(stream.read())) {
            throw new IOException("a picture does not begin with P6");
        }
        int width = number("width", MAX_SIDE);
        int height = number("height", MAX_SIDE);
        int depth = number("greatest value", 255);
        if (depth != 255) {
            throw new IOException("the greatest value (%d) of a picture is not 255".formatted(depth));
        }
        byte[] pixels = new byte[3 * width * height];
        int read = stream.readNBytes(pixels, 0, pixels.length);
        if (read < pixels.length) {
            throw new EOFException(
                    "a picture of %d x %d ends after %d of %d bytes".formatted(width, height, read, pixels.length));
        }
        return PackedImage.of(pixels, width, height, PixelFormat.RGB);
    }

    /** A number from 1 to {@code most} and the one blank that ends it. */
    private int number(String what, int most) throws IOException {
        int value = 0;
        for (int digit = stream.read(); !blank(digit) || value == 0; digit = stream.read()) {
            if (digit < '0' || digit > '9') {
                throw new IOException("the %s of a picture is not a number above 0".formatted(what));
            }
            value = 10 * value + digit - '0';
            if (value > most) {
                throw new IOException("the %s of a picture is above %d".formatted(what, most));
            }
        }
        return value;
    }

    private static boolean blank(int letter) {
        return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
    }
}
