/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.List;

/** What the values met so far allow the dual of two prices to be, and where to look next. */
final class DualModel {
    /*
     * The dual is concave and piecewise linear, so every value met gives a plane above it, and the lowest of these planes
     * is a model of it. Where the model is no higher than the best value met, the highest one cannot lie. The next point
     * is the centre of gravity of where the model is higher than a level between the best value and the model's own
     * highest (the level method: Lemarechal, Nemirovskii and Nesterov, Mathematical Programming 69, 1995; centres of
     * gravity: Levin, 1965).
     */
    private static final double LEVEL = 0.4;
    private static final int BISECTIONS = 24;

    private final List<Plane> planes = new ArrayList<>();
    private final Polygon region;
    private final Polygon above;
    private double best = Double.NEGATIVE_INFINITY;
    private double highest = Double.POSITIVE_INFINITY;

    private record Plane(double value, double a, double b, double x, double y) {}

    /** Of two prices from 0 to {@code side} each. */
    DualModel(double side) {
        region = new Polygon(side, side);
        above = new Polygon(side, side);
    }

    /**
     * Notes a value and its slopes; false if nothing is left to look at.
     *
     * @param value at the point
     * @param a slope in the first price
     * @param b slope in the second price
     */
    boolean cut(double value, double a, double b, double x, double y) {
        Plane plane = new Plane(value, a, b, x, y);
        planes.add(plane);
        if (value > best) {
            best = value;
            planes.forEach(each -> keep(region, each, best));
        } else {
            keep(region, plane, best);
        }
        if (region.isEmpty()) {
            highest = best;
            return false;
        }
        double low = best;
        double high = most();
        for (int i = 0; i < BISECTIONS && high - low > 1e-3 * (high - best); i++) {
            double middle = low + (high - low) / 2;
            if (above(middle).isEmpty()) {
                high = middle;
            } else {
                low = middle;
            }
        }
        highest = high;
        return true;
    }

    /** No less than the highest value of the model: for each plane its most, which is at a corner, and the least of these. */
    private double most() {
        double least = Double.POSITIVE_INFINITY;
        for (Plane plane : planes) {
            least = Math.min(
                    least,
                    region.highest(
                            (x, y) -> plane.value() + plane.a() * (x - plane.x()) + plane.b() * (y - plane.y())));
        }
        return least;
    }

    /** Where the model reaches a level; the same polygon at every call. */
    private Polygon above(double level) {
        above.copyFrom(region);
        for (int i = 0; i < planes.size() && !above.isEmpty(); i++) {
            keep(above, planes.get(i), level);
        }
        return above;
    }

    private static void keep(Polygon polygon, Plane plane, double level) {
        double norm = plane.a() * plane.a() + plane.b() * plane.b();
        double shift = norm == 0 ? 0 : (level - plane.value()) / norm * (1 - 1e-9);
        polygon.cut(plane.a(), plane.b(), plane.x() + shift * plane.a(), plane.y() + shift * plane.b());
    }

    /** How much more than the best value met there can be. */
    double left() {
        return highest - best;
    }

    /** Where to look next. */
    double[] next() {
        Polygon promising = above(best + LEVEL * (highest - best));
        return promising.isEmpty() ? region.centre() : promising.centre();
    }
}
