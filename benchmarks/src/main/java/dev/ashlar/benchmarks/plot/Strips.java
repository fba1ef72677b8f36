/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.plot;

import dev.ashlar.core.unit.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Several distributions side by side: every number a dot, quartiles as a box, the median as a line.
 *
 * @param title above them
 * @param up what the numbers are
 * @param groups numbers by name, in order
 */
public record Strips(String title, String up, List<Map.Entry<String, double[]>> groups) {
    private static final int HEIGHT = 440;
    private static final int LEFT = 64;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;
    private static final int EACH = 150;
    private static final String COLOUR = "#0072b2";

    public Strips {
        groups = List.copyOf(groups);
        for (Map.Entry<String, double[]> group : groups) {
            Argument.require(group.getValue().length > 0, "The group %s must have a number.", group.getKey());
        }
        Argument.require(!groups.isEmpty(), "The plot %s must have a group.", title);
    }

    /** The plot as an SVG document. */
    public String svg() {
        Axis axis = Axis.of(groups.stream()
                .flatMapToDouble(group -> Arrays.stream(group.getValue()))
                .boxed()
                .toList());
        int width = LEFT + EACH * groups.size() + 16;
        Svg svg = new Svg(width, HEIGHT);
        svg.text(LEFT, 22, "start", 15, title);
        for (double tick : axis.ticks()) {
            svg.line(LEFT, y(axis, tick), width - 16.0, y(axis, tick), "#dddddd", 1);
            svg.text(LEFT - 6, y(axis, tick) + 4, "end", 11, axis.label(tick));
        }
        svg.upright(16, HEIGHT / 2.0, 12, up);
        for (int i = 0; i < groups.size(); i++) {
            draw(svg, axis, groups.get(i), LEFT + EACH * (i + 0.5));
        }
        return svg.document();
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static void draw(Svg svg, Axis axis, Map.Entry<String, double[]> group, double middle) {
        double[] sorted = group.getValue().clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            // Neighbouring values are set apart sideways, always in the same way.
            double aside = 34 * ((i * 0.618034) % 1 - 0.5);
            svg.circle(middle + aside, y(axis, sorted[i]), 2, COLOUR, 0.4);
        }
        double upper = y(axis, quantile(sorted, 0.75));
        double lower = y(axis, quantile(sorted, 0.25));
        svg.box(middle - 28, upper, 56, Math.max(0.5, lower - upper), COLOUR);
        double median = y(axis, quantile(sorted, 0.5));
        svg.line(middle - 28, median, middle + 28, median, "#222222", 2);
        svg.text(middle, HEIGHT - BOTTOM + 18, "middle", 11, group.getKey());
    }

    /** The number below which a share of the sorted ones lies, between neighbours in proportion. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
