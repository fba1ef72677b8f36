/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** A convex polygon in the plane of two prices, cut down by half-planes that the best prices cannot lie in. */
final class Polygon {
    private double[] xs;
    private double[] ys;
    private double[] cutXs = new double[16];
    private double[] cutYs = new double[16];
    private int size;

    /** The rectangle from the origin. */
    Polygon(double width, double height) {
        xs = Arrays.copyOf(new double[] {0, width, width, 0}, 16);
        ys = Arrays.copyOf(new double[] {0, 0, height, height}, 16);
        size = 4;
    }

    boolean isEmpty() {
        return size < 3 || area() <= 0;
    }

    private double area() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            int j = (i + 1) % size;
            sum += xs[i] * ys[j] - xs[j] * ys[i];
        }
        return sum / 2;
    }

    /** The centre of gravity, abscissa and ordinate. */
    double[] centre() {
        double x = 0;
        double y = 0;
        double sum = 0;
        for (int i = 0; i < size; i++) {
            int j = (i + 1) % size;
            double cross = xs[i] * ys[j] - xs[j] * ys[i];
            sum += cross;
            x += (xs[i] + xs[j]) * cross;
            y += (ys[i] + ys[j]) * cross;
        }
        return new double[] {x / (3 * sum), y / (3 * sum)};
    }

    /** Keeps what lies where a (x - px) + b (y - py) >= 0. */
    void cut(double a, double b, double px, double py) {
        if (cutXs.length < 2 * size) {
            cutXs = new double[2 * size];
            cutYs = new double[2 * size];
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int j = (i + 1) % size;
            double here = a * (xs[i] - px) + b * (ys[i] - py);
            double there = a * (xs[j] - px) + b * (ys[j] - py);
            if (here >= 0) {
                cutXs[kept] = xs[i];
                cutYs[kept++] = ys[i];
            }
            if (here > 0 != there > 0 && here != there) {
                double at = here / (here - there);
                if (at > 0 && at < 1) {
                    cutXs[kept] = xs[i] + at * (xs[j] - xs[i]);
                    cutYs[kept++] = ys[i] + at * (ys[j] - ys[i]);
                }
            }
        }
        double[] oldXs = xs;
        double[] oldYs = ys;
        xs = cutXs;
        ys = cutYs;
        cutXs = oldXs;
        cutYs = oldYs;
        size = kept;
    }

    /** A function of a point. */
    interface Height {
        double at(double x, double y);
    }

    /** The most that a linear function is anywhere in it. */
    double highest(Height height) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, height.at(xs[i], ys[i]));
        }
        return most;
    }

    /** Makes this the same polygon as another one. */
    void copyFrom(Polygon other) {
        if (xs.length < other.size) {
            xs = new double[other.xs.length];
            ys = new double[other.xs.length];
        }
        System.arraycopy(other.xs, 0, xs, 0, other.size);
        System.arraycopy(other.ys, 0, ys, 0, other.size);
        size = other.size;
    }
}
