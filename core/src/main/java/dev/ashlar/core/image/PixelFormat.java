/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

/** The order of the colour channels of packed pixels, one byte each. */
public enum PixelFormat {
    RGB(3),
    BGR(3),
    GRAY(1);

    private final int channels;

    PixelFormat(int channels) {
        this.channels = channels;
    }

    /** Bytes of one pixel. */
    public int channels() {
        return channels;
    }
}
