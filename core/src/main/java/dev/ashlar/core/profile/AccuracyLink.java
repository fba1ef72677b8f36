/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;
import java.util.List;

/**
 * From the summed damage of a composition to the accuracy it is predicted to lose: linear between points, continued to
 * the left with the slope of the first two, constant to the right of the last.
 *
 * @param points at least two and at most 1000; damage strictly rising, loss never falling
 */
public record AccuracyLink(List<Point> points) {
    /** Drops add up: the loss is the damage itself. */
    public static final AccuracyLink IDENTITY = new AccuracyLink(List.of(new Point(0, 0), new Point(1e6, 1e6)));

    private static final int MOST_POINTS = 1000;

    /**
     * A point that the link passes through.
     *
     * @param damage sum of the chosen descendants' drops, as a fraction
     * @param loss predicted loss of accuracy, as a fraction
     */
    public record Point(double damage, double loss) {
        public Point {
            Argument.requireInRange("damage of a point of a link", damage, -1e6, 1e6);
            Argument.requireInRange("loss of a point of a link", loss, -1e6, 1e6);
        }
    }

    public AccuracyLink {
        points = List.copyOf(points);
        Argument.require(
                points.size() >= 2 && points.size() <= MOST_POINTS,
                "A link of %d points must have at least 2 and at most %d. Maybe leave it out where drops add up.",
                points.size(),
                MOST_POINTS);
        for (int i = 1; i < points.size(); i++) {
            Point last = points.get(i - 1);
            Point next = points.get(i);
            Argument.require(
                    next.damage() > last.damage() && next.loss() >= last.loss(),
                    "The points of a link must rise, which (%s, %s) after (%s, %s) does not."
                            + " Maybe sort them by damage and let no loss fall.",
                    next.damage(),
                    next.loss(),
                    last.damage(),
                    last.loss());
        }
    }

    /** The loss that so much damage amounts to; never falls as damage rises. */
    public double loss(double damage) {
        int right = 1;
        while (right < points.size() - 1 && damage > points.get(right).damage()) {
            right++;
        }
        Point from = points.get(right - 1);
        Point to = points.get(right);
        if (damage >= to.damage()) {
            return to.loss();
        }
        double slope = (to.loss() - from.loss()) / (to.damage() - from.damage());
        return Math.min(to.loss(), from.loss() + slope * (damage - from.damage()));
    }

    /** Whether drops simply add up. */
    public boolean isIdentity() {
        return equals(IDENTITY);
    }
}
