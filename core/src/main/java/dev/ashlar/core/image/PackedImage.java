/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;

/**
 * An image of packed 8-bit pixels in a buffer that stays the caller's.
 *
 * @param data pixel rows from the top, first row at index 0; its position and limit are ignored
 * @param width pixels in a row
 * @param height rows
 * @param stride bytes from one row to the next, at least {@code width} pixels
 * @param format order of the channels
 */
public record PackedImage(ByteBuffer data, int width, int height, int stride, PixelFormat format) {
    private static final int MAX_SIDE = 1 << 15;

    public PackedImage {
        data = data.duplicate().clear();
        Argument.require(
                width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE,
                "The size of an image (%d x %d) must be between 1 and %d on each side.",
                width,
                height,
                MAX_SIDE);
        Argument.require(
                stride >= width * format.channels(),
                "The stride (%d) of an image must be at least the bytes of a row (%d).",
                stride,
                width * format.channels());
        long needed = (long) stride * (height - 1) + (long) width * format.channels();
        Argument.require(
                data.capacity() >= needed,
                "The buffer of a %d x %d %s image must hold %d bytes and holds %d.",
                width,
                height,
                format,
                needed,
                data.capacity());
    }

    /** An image without padding between its rows. */
    public static PackedImage of(byte[] data, int width, int height, PixelFormat format) {
        return new PackedImage(ByteBuffer.wrap(data), width, height, width * format.channels(), format);
    }

    /** An image without padding between its rows, in a buffer of any kind. */
    public static PackedImage of(ByteBuffer data, int width, int height, PixelFormat format) {
        return new PackedImage(data, width, height, width * format.channels(), format);
    }
}
