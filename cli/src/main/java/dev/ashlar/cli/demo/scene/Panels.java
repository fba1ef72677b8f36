/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** The shapes that signs are cut to, centred on the origin. */
final class Panels {
    private Panels() {}

    /**
     * A rectangle with round corners.
     *
     * @param grow room added on each side
     * @param corner diameter of the corners
     */
    static Shape rounded(Rectangle2D area, double grow, double corner) {
        return new RoundRectangle2D.Double(
                area.getX() - grow,
                area.getY() - grow,
                area.getWidth() + 2 * grow,
                area.getHeight() + 2 * grow,
                corner,
                corner);
    }

    static Shape disc(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    /** A regular octagon that stands on a side, {@code radius} from the middle to each side. */
    static Shape octagon(double radius) {
        double half = radius * (Math.sqrt(2) - 1);
        return polygon(
                half, -radius, radius, -half, radius, half, half, radius, -half, radius, -radius, half, -radius, -half,
                -half, -radius);
    }

    /**
     * A rectangle with a point added on its right.
     *
     * @param inset room left free at the edges
     */
    static Shape arrow(Rectangle2D area, double inset) {
        double x = area.getWidth() / 2 - inset;
        double y = area.getHeight() / 2 - inset;
        return polygon(-x, -y, x, -y, x + 0.7 * y, 0, x, y, -x, y);
    }

    /** A closed path through points given as x, y, x, y and so on. */
    static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
