/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.cli.offline.picture.SvgText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A plot of marks and lines that takes its colours from the style of the page; small enough to be read on a phone. */
final class Scatter {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 280;
    private static final double LEFT = 50;
    private static final double RIGHT = 12;
    private static final double TOP = 14;
    private static final double BOTTOM = 46;
    private static final int TICKS = 5;
    private static final double COLUMN = 6.4;

    private final String title;
    private final String across;
    private final String up;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Path> lines = new ArrayList<>();
    private boolean named;
    private boolean square;
    private double limit = Double.POSITIVE_INFINITY;

    /**
     * @param title what it shows, for who cannot see it
     * @param across what the horizontal axis is
     * @param up what the vertical axis is
     */
    Scatter(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /**
     * Something at one place.
     *
     * @param x on the horizontal axis
     * @param y on the vertical axis
     * @param low end of its interval on the vertical axis; {@code y} if it has none
     * @param high end of its interval on the vertical axis
     * @param kind by which it is drawn
     * @param style more classes
     * @param label beside it, where there is room
     * @param says what it tells who points at it
     */
    record Mark(double x, double y, double low, double high, Kind kind, String style, String label, String says) {
        static Mark of(double x, double y, Kind kind, String style, String label, String says) {
            return new Mark(x, y, y, y, kind, style, label, says);
        }
    }

    private record Path(List<double[]> points, String style) {}

    private record Area(double left, double top, double right, double bottom) {
        boolean meets(Area other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }
    }

    Scatter add(Mark mark) {
        marks.add(mark);
        return this;
    }

    /** Points joined in their order. */
    Scatter line(List<double[]> points, String style) {
        if (points.size() > 1) {
            lines.add(new Path(List.copyOf(points), style));
        }
        return this;
    }

    /** Writes names beside marks where there is room. */
    Scatter named() {
        named = true;
        return this;
    }

    /** Both axes alike, with the line on which they are equal. */
    Scatter square() {
        square = true;
        return this;
    }

    /** Ends the vertical axis, and in a square both, there: where more makes no sense. */
    Scatter upTo(double most) {
        limit = most;
        return this;
    }

    boolean isEmpty() {
        return marks.isEmpty() && lines.isEmpty();
    }

    String svg() {
        List<Double> xs = Stream.concat(
                        marks.stream().map(Mark::x),
                        lines.stream().flatMap(line -> line.points().stream().map(point -> point[0])))
                .toList();
        List<Double> ys = Stream.concat(
                        marks.stream().flatMap(mark -> Stream.of(mark.low(), mark.y(), mark.high())),
                        lines.stream().flatMap(line -> line.points().stream().map(point -> point[1])))
                .toList();
        List<Double> both = Stream.concat(xs.stream(), ys.stream()).toList();
        Scale horizontal = square ? ending(both) : Scale.of(xs, TICKS);
        Scale vertical = ending(square ? both : ys);
        SvgText out = new SvgText();
        out.open("svg", "class", "plot", "viewBox", "0 0 400 280", "role", "img", "aria-label", title);
        out.text("title", title);
        grid(out, horizontal, vertical);
        if (square) {
            double low = Math.max(horizontal.low(), vertical.low());
            double high = Math.min(horizontal.high(), vertical.high());
            path(
                    out,
                    new Path(List.of(new double[] {low, low}, new double[] {high, high}), "equal"),
                    horizontal,
                    vertical);
        }
        lines.forEach(line -> path(out, line, horizontal, vertical));
        List<Area> taken = new ArrayList<>();
        for (Mark mark : marks) {
            double x = x(horizontal, mark.x());
            double y = y(vertical, mark.y());
            taken.add(new Area(x - 5, y - 5, x + 5, y + 5));
            mark(out, mark, x, y, y(vertical, mark.low()), y(vertical, mark.high()));
        }
        if (named) {
            marks.forEach(mark -> label(out, mark, x(horizontal, mark.x()), y(vertical, mark.y()), taken));
        }
        return out.close("svg").toString();
    }

    /** An interval may reach beyond the limit; then the axis does too. */
    private Scale ending(List<Double> values) {
        Scale scale = Scale.of(values, TICKS);
        return values.stream().allMatch(value -> value <= limit) ? scale.upTo(limit) : scale;
    }

    private static double x(Scale scale, double value) {
        return LEFT + scale.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - scale.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void grid(SvgText out, Scale horizontal, Scale vertical) {
        for (double tick : horizontal.ticks()) {
            double x = x(horizontal, tick);
            out.empty("line", "class", "grid", "x1", x, "y1", TOP, "x2", x, "y2", HEIGHT - BOTTOM);
            out.text("text", horizontal.label(tick), "x", x, "y", HEIGHT - BOTTOM + 15, "text-anchor", "middle");
        }
        for (double tick : vertical.ticks()) {
            double y = y(vertical, tick);
            out.empty("line", "class", "grid", "x1", LEFT, "y1", y, "x2", WIDTH - RIGHT, "y2", y);
            out.text("text", vertical.label(tick), "x", LEFT - 6, "y", y + 4, "text-anchor", "end");
        }
        out.text(
                "text",
                across,
                "class",
                "axis",
                "x",
                (LEFT + WIDTH - RIGHT) / 2,
                "y",
                HEIGHT - 10,
                "text-anchor",
                "middle");
        out.text(
                "text",
                up,
                "class",
                "axis",
                "transform",
                "translate(12 " + SvgText.number((TOP + HEIGHT - BOTTOM) / 2) + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    private static void path(SvgText out, Path line, Scale horizontal, Scale vertical) {
        StringBuilder way = new StringBuilder();
        for (double[] point : line.points()) {
            way.append(way.isEmpty() ? "M" : "L")
                    .append(SvgText.number(x(horizontal, point[0])))
                    .append(' ')
                    .append(SvgText.number(y(vertical, point[1])));
        }
        out.empty("path", "class", line.style(), "d", way);
    }

    private static void mark(SvgText out, Mark mark, double x, double y, double low, double high) {
        out.open("g", "class", "mark " + mark.kind().style() + " " + mark.style());
        if (!mark.says().isEmpty()) {
            out.text("title", mark.says());
        }
        if (Math.abs(low - high) > 0.05) {
            out.empty("line", "class", "reach", "x1", x, "y1", low, "x2", x, "y2", high);
        }
        shape(out, mark.kind().shape(), x, y);
        out.close("g");
    }

    /** A mark of one form around a place. */
    static void shape(SvgText out, Kind.Shape shape, double x, double y) {
        switch (shape) {
            case RING -> out.empty("circle", "class", "ring", "cx", x, "cy", y, "r", 5.0);
            case DISC -> out.empty("circle", "cx", x, "cy", y, "r", 4.0);
            case SQUARE -> out.empty("rect", "x", x - 3.8, "y", y - 3.8, "width", 7.6, "height", 7.6);
            case DIAMOND -> polygon(out, x, y, 0, -5.4, 5.4, 0, 0, 5.4, -5.4, 0);
            case TRIANGLE -> polygon(out, x, y, 0, -5, 5, 4, -5, 4);
            case CROSS ->
                polygon(
                        out, x, y, -4.5, -1.5, -1.5, -1.5, -1.5, -4.5, 1.5, -4.5, 1.5, -1.5, 4.5, -1.5, 4.5, 1.5, 1.5,
                        1.5, 1.5, 4.5, -1.5, 4.5, -1.5, 1.5, -4.5, 1.5);
            case STAR ->
                polygon(
                        out, x, y, 0, -6, 1.5, -2, 5.7, -1.9, 2.4, 0.8, 3.5, 4.9, 0, 2.5, -3.5, 4.9, -2.4, 0.8, -5.7,
                        -1.9, -1.5, -2);
        }
    }

    private static void polygon(SvgText out, double x, double y, double... offsets) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < offsets.length; i += 2) {
            points.append(points.isEmpty() ? "" : " ")
                    .append(SvgText.number(x + offsets[i]))
                    .append(',')
                    .append(SvgText.number(y + offsets[i + 1]));
        }
        out.empty("polygon", "points", points);
    }

    /** A name at the first of four sides of a mark where nothing else is; nowhere if none is free. */
    private static void label(SvgText out, Mark mark, double x, double y, List<Area> taken) {
        double width = COLUMN * mark.label().length();
        if (mark.label().isEmpty()) {
            return;
        }
        Area[] places = {
            new Area(x + 8, y - 6, x + 8 + width, y + 6),
            new Area(x - 8 - width, y - 6, x - 8, y + 6),
            new Area(x - width / 2, y - 20, x + width / 2, y - 8),
            new Area(x - width / 2, y + 8, x + width / 2, y + 20)
        };
        for (Area place : places) {
            boolean inside = place.left() > LEFT
                    && place.right() < WIDTH - RIGHT
                    && place.top() > 0
                    && place.bottom() < HEIGHT - BOTTOM;
            if (inside && taken.stream().noneMatch(place::meets)) {
                taken.add(place);
                out.text("text", mark.label(), "class", "name", "x", place.left(), "y", place.bottom() - 2);
                return;
            }
        }
    }
}
