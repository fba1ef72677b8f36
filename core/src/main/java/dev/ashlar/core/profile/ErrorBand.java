/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * How far predictions of a loss are off: nine or more in ten within {@code floor + slope * loss} of the truth, 95 in a
 * hundred if all went as when it was fitted.
 *
 * @param floor half the width of the interval where nothing is lost, 0..1
 * @param slope by how much that grows with the predicted loss, 0..10
 */
public record ErrorBand(double floor, double slope) {
    /** The normal quantile of one-sided 97.5 %: what two-sided 95 % leave on either side. */
    private static final double WIDTH = 1.959964;

    public ErrorBand {
        Argument.requireInRange("floor of an error band", floor, 0, 1);
        Argument.requireInRange("slope of an error band", slope, 0, 10);
    }

    /** Half the width of the 95 % interval around a predicted loss. */
    public double half(double loss) {
        return floor + slope * Math.max(0, loss);
    }

    /**
     * What is added to a predicted loss so that with this confidence no more is lost.
     *
     * @param confidence 0.5 for the prediction itself, below 1
     */
    public double margin(double loss, double confidence) {
        return half(loss) * NormalQuantile.of(confidence) / WIDTH;
    }

    /**
     * The link to the loss that with this confidence is not exceeded. Where there is no damage there is no doubt: the
     * original is what it is.
     *
     * @param link to the most likely loss; its points are kept
     */
    public AccuracyLink conservative(AccuracyLink link, double confidence) {
        List<AccuracyLink.Point> points = new ArrayList<>();
        for (AccuracyLink.Point point : link.points()) {
            double margin = point.damage() <= 0 ? 0 : margin(point.loss(), confidence);
            double least = points.isEmpty()
                    ? point.loss()
                    : points.get(points.size() - 1).loss();
            points.add(new AccuracyLink.Point(point.damage(), Math.max(least, point.loss() + margin)));
        }
        return new AccuracyLink(points);
    }
}
