/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A flat sign, centred on the origin of its plane, whose unit is a hundredth of the em of its main line.
 *
 * @param body panel, frame and ornaments, in the order of painting
 * @param lines one patch for each line of text
 * @param smallest size of its smallest line, in ems of the main line
 * @param mount what holds it
 */
record Sign(List<Patch> body, List<Patch> lines, double smallest, Mount mount) {
    Sign {
        body = List.copyOf(body);
        lines = List.copyOf(lines);
    }

    /** What holds a sign. */
    enum Mount {
        WALL,
        POST,
        CAR
    }

    /**
     * A shape of one colour.
     *
     * @param shape in the sign's plane
     * @param colour may be translucent
     */
    record Patch(Shape shape, Color colour) {

        void paint(Graphics2D target, Homography view) {
            target.setColor(colour);
            target.fill(view.map(shape));
        }
    }

    /** The upright rectangle around everything, in the sign's plane. */
    Rectangle2D bounds() {
        Rectangle2D bounds = body.get(0).shape().getBounds2D();
        body.forEach(patch -> bounds.add(patch.shape().getBounds2D()));
        lines.forEach(line -> bounds.add(line.shape().getBounds2D()));
        return bounds;
    }
}
