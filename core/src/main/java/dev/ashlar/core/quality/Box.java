/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.unit.Argument;

/**
 * An upright rectangle in an image, in shares of its width and height, so that it holds at any resolution.
 *
 * @param left at most {@code right}
 * @param top at most {@code bottom}
 * @param right 1 at the right edge of the image
 * @param bottom 1 at the lower edge of the image
 */
public record Box(double left, double top, double right, double bottom) {
    public Box {
        Argument.require(
                left <= right && top <= bottom,
                "The box (%s, %s, %s, %s) must not be turned inside out.",
                left,
                top,
                right,
                bottom);
    }

    public double area() {
        return (right - left) * (bottom - top);
    }

    /** Area of the intersection over area of the union, 0..1; 0 for two empty boxes. */
    public double iou(Box other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double common = width * height;
        return common / (area() + other.area() - common);
    }
}
