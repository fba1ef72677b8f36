/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;

/** How a camera sees a flat thing: the projective map from the thing's plane to the image. Immutable. */
final class Homography {
    /*
     * A pinhole camera looks along z at a plane that is turned about its own axes:
     * (X, Y, Z) = Roll * Pitch * Yaw * (p, q, 0), depth = 1 + Z / distance, (u, v) = (x, y) + scale * (X, Y) / depth.
     * Straight lines stay straight, so a path is flattened in the plane and its corners are mapped.
     */
    private static final double FLATNESS = 0.4;

    private final double up;
    private final double uq;
    private final double vp;
    private final double vq;
    private final double depthP;
    private final double depthQ;
    private final double x;
    private final double y;

    /**
     * The view of a plane.
     *
     * @param pose how the plane is turned
     * @param distance of the camera in units of the plane, beyond the plane's farthest point; the nearer, the stronger
     *     the perspective
     * @param scale pixels to a unit of the plane at its origin
     * @param x where the plane's origin appears
     * @param y where the plane's origin appears
     */
    Homography(Pose pose, double distance, double scale, double x, double y) {
        double sy = Math.sin(pose.yaw);
        double cy = Math.cos(pose.yaw);
        double sp = Math.sin(pose.pitch);
        double cp = Math.cos(pose.pitch);
        double sr = Math.sin(pose.roll);
        double cr = Math.cos(pose.roll);
        this.up = scale * (cy * cr + sy * sp * sr);
        this.uq = -scale * cp * sr;
        this.vp = scale * (cy * sr - sy * sp * cr);
        this.vq = scale * cp * cr;
        this.depthP = sy * cp / distance;
        this.depthQ = sp / distance;
        this.x = x;
        this.y = y;
    }

    /** Where a point of the plane appears. */
    Point2D map(double p, double q) {
        double depth = 1 + depthP * p + depthQ * q;
        return new Point2D.Double(x + (up * p + uq * q) / depth, y + (vp * p + vq * q) / depth);
    }

    /** What a shape in the plane looks like. */
    Path2D map(Shape shape) {
        PathIterator segments = shape.getPathIterator(null, FLATNESS);
        Path2D path = new Path2D.Double(segments.getWindingRule());
        double[] at = new double[6];
        for (; !segments.isDone(); segments.next()) {
            int kind = segments.currentSegment(at);
            if (kind == PathIterator.SEG_CLOSE) {
                path.closePath();
                continue;
            }
            Point2D to = map(at[0], at[1]);
            if (kind == PathIterator.SEG_MOVETO) {
                path.moveTo(to.getX(), to.getY());
            } else {
                path.lineTo(to.getX(), to.getY());
            }
        }
        return path;
    }

    /**
     * How a plane is turned, in radians.
     *
     * @param yaw about the vertical; the right edge recedes if positive
     * @param pitch about the horizontal; the lower edge recedes if positive
     * @param roll in the image, clockwise if positive
     */
    record Pose(double yaw, double pitch, double roll) {}
}
