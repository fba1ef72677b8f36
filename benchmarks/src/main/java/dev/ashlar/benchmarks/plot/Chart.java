/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.plot;

import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of points and lines.
 *
 * @param title above it
 * @param across what the horizontal axis is
 * @param up what the vertical axis is
 * @param series in the order of the legend
 */
public record Chart(String title, String across, String up, List<Series> series) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 64;
    private static final int RIGHT = 200;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;

    /** Colours that people with colour blindness tell apart (Okabe and Ito 2008). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    public Chart {
        series = List.copyOf(series);
        Argument.require(
                series.stream().anyMatch(each -> !each.points().isEmpty()), "The chart %s must have a point.", title);
    }

    /**
     * Points of one kind.
     *
     * @param name in the legend
     * @param colour its number; series of one kind share one
     * @param style how they are drawn
     * @param points to be drawn
     */
    public record Series(String name, int colour, Style style, List<Point> points) {
        public Series {
            points = List.copyOf(points);
            Argument.require(colour >= 0, "The colour (%d) of series %s cannot be negative.", colour, name);
        }

        private String colourName() {
            return COLOURS.get(colour % COLOURS.size());
        }

        private double radius() {
            return style == Style.DOTS ? 2.2 : 3.5;
        }
    }

    /** How points are drawn. */
    public enum Style {
        /** Joined by a line, in their order. */
        LINE,
        /** Joined by a dashed line, in their order. */
        DASHED,
        /** By themselves, small and pale. */
        DOTS
    }

    /** A place in the chart, in the units of its axes. */
    public record Point(double x, double y) {
        public Point {
            Argument.require(
                    Double.isFinite(x) && Double.isFinite(y), "A point (%s, %s) must have finite numbers.", x, y);
        }
    }

    /** The chart as an SVG document. */
    public String svg() {
        Axis horizontal = Axis.of(all().stream().map(Point::x).toList());
        Axis vertical = Axis.of(all().stream().map(Point::y).toList());
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(LEFT, 22, "start", 15, title);
        grid(svg, horizontal, vertical);
        for (int i = 0; i < series.size(); i++) {
            draw(svg, series.get(i), horizontal, vertical);
            legend(svg, series.get(i), TOP + 8 + 18 * i);
        }
        return svg.document();
    }

    private List<Point> all() {
        return series.stream().flatMap(each -> each.points().stream()).toList();
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void grid(Svg svg, Axis horizontal, Axis vertical) {
        for (double tick : horizontal.ticks()) {
            double x = x(horizontal, tick);
            svg.line(x, TOP, x, HEIGHT - BOTTOM, "#dddddd", 1);
            svg.text(x, HEIGHT - BOTTOM + 16, "middle", 11, horizontal.label(tick));
        }
        for (double tick : vertical.ticks()) {
            double y = y(vertical, tick);
            svg.line(LEFT, y, WIDTH - RIGHT, y, "#dddddd", 1);
            svg.text(LEFT - 6, y + 4, "end", 11, vertical.label(tick));
        }
        svg.text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 14, "middle", 12, across);
        svg.upright(16, TOP + (HEIGHT - TOP - BOTTOM) / 2.0, 12, up);
    }

    private static void draw(Svg svg, Series series, Axis horizontal, Axis vertical) {
        List<String> corners = new ArrayList<>();
        for (Point point : series.points()) {
            double x = x(horizontal, point.x());
            double y = y(vertical, point.y());
            corners.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
            svg.circle(x, y, series.radius(), series.colourName(), series.style() == Style.DOTS ? 0.45 : 1);
        }
        if (series.style() != Style.DOTS) {
            svg.polyline(corners, series.colourName(), series.style() == Style.DASHED);
        }
    }

    private static void legend(Svg svg, Series series, double y) {
        double x = WIDTH - RIGHT + 28;
        svg.circle(x, y, series.radius(), series.colourName(), 1);
        if (series.style() != Style.DOTS) {
            String ends = String.format(Locale.ROOT, "%.1f,%.1f %.1f,%.1f", x - 14, y, x + 14, y);
            svg.polyline(List.of(ends), series.colourName(), series.style() == Style.DASHED);
        }
        svg.text(x + 20, y + 4, "start", 11, series.name());
    }
}
