/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes features out of a regression, one set after the other, exactly. */
final class FeatureElimination {
    /*
     * Let P be the inverse curvature, M = w w' the products of the weights over the targets, L L' = P_gg the corner of
     * the features that go. With V = P_.g L'^-1 and Z = M_.g L'^-1 the rest has
     *   P - V V'   and   M - V Z' - Z V' + V (L^-1 M_gg L'^-1) V' = M - V Y' - Y V',  Y = Z - V (L^-1 M_gg L'^-1) / 2.
     * V and Y are collected, and the two large matrices are changed only when many rows have come together: one product
     * of the engine instead of many passes over memory (as GPTQ does with its columns: Frantar et al., ICLR 2023).
     * Until then a column of P or M is what is stored less what is pending. The corners that costs are made of are
     * small and change at every step.
     */
    private static final int LEAST_PENDING = 64;
    private static final int MOST_PENDING = 256;
    private static final int GONE = -1;

    private final SymmetricMatrix inverse;
    private final SymmetricMatrix moments;
    private final int[] place;
    private final @Nullable Corner[] corners;
    private int[] feature;
    private final List<double[]> v = new ArrayList<>();
    private final List<double[]> y = new ArrayList<>();

    /**
     * @param inverse of the curvature; shrinks with the features
     * @param moments of the weights; taken over
     */
    FeatureElimination(SymmetricMatrix inverse, SymmetricMatrix moments, int features) {
        this.inverse = inverse;
        this.moments = moments;
        this.place = new int[features];
        this.feature = new int[features];
        this.corners = new Corner[features];
        for (int i = 0; i < features; i++) {
            place[i] = i;
            feature[i] = i;
        }
    }

    /** Parts of P and M that belong to a set of features. */
    private static final class Corner {
        private final int[] features;
        private final double[] p;
        private final double[] m;

        Corner(int[] features) {
            this.features = features;
            this.p = new double[features.length * features.length];
            this.m = new double[features.length * features.length];
        }
    }

    /** How much the squared error grows without these features. */
    double cost(int[] features) {
        Corner corner = corner(features);
        int n = features.length;
        if (n == 1) {
            return corner.m[0] / Math.max(corner.p[0], 1e-300);
        }
        return trace(scaled(factor(corner.p, n), corner.m, n), n);
    }

    private double[] factor(double[] corner, int n) {
        double[] factor = Factor.inverse(corner.clone(), n);
        if (factor == null) {
            throw RidgeFit.unfit(place.length);
        }
        return factor;
    }

    private static double trace(double[] matrix, int n) {
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[i * n + i];
        }
        return trace;
    }

    /** F m F' for a lower triangle F. */
    private static double[] scaled(double[] f, double[] m, int n) {
        double[] half = new double[n * n];
        double[] whole = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k <= i; k++) {
                Vectors.add(f[i * n + k], m, k * n, half, i * n, n);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k <= j; k++) {
                    whole[i * n + j] += half[i * n + k] * f[j * n + k];
                }
            }
        }
        return whole;
    }

    private Corner corner(int[] features) {
        Corner known = corners[features[0]];
        if (known == null || !Arrays.equals(known.features, features)) {
            known = corner(features, columns(inverse, features, v, v), columns(moments, features, v, y));
            corners[features[0]] = known;
        }
        return known;
    }

    private Corner corner(int[] features, double[][] p, double[][] m) {
        int n = features.length;
        Corner corner = new Corner(features);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                corner.p[i * n + j] = p[i][place[features[j]]];
                corner.m[i * n + j] = m[i][place[features[j]]];
            }
        }
        return corner;
    }

    /** Columns of a matrix as they are now: as stored, less x z' + z x' (once if they are the same). */
    private double[][] columns(SymmetricMatrix matrix, int[] features, List<double[]> x, List<double[]> z) {
        double[][] columns = new double[features.length][];
        double[] factors = new double[x.size()];
        for (int i = 0; i < features.length; i++) {
            int at = place[features[i]];
            columns[i] = matrix.column(at);
            for (int k = 0; k < factors.length; k++) {
                factors[k] = z.get(k)[at];
            }
            Vectors.subtract(factors, x, columns[i]);
            for (int k = 0; x != z && k < factors.length; k++) {
                factors[k] = x.get(k)[at];
            }
            if (x != z) {
                Vectors.subtract(factors, z, columns[i]);
            }
        }
        return columns;
    }

    /** Takes these features out. */
    void eliminate(int[] features) {
        int n = features.length;
        double[][] p = columns(inverse, features, v, v);
        double[][] m = columns(moments, features, v, y);
        Corner own = corner(features, p, m);
        double[] factor = factor(own.p, n);
        double[][] rows = product(factor, p);
        double[][] shifts = product(factor, m);
        double[] middle = scaled(factor, own.m, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Vectors.add(-middle[i * n + j] / 2, rows[j], 0, shifts[i], 0, rows[j].length);
            }
        }
        for (int gone : features) {
            place[gone] = GONE;
        }
        for (int i = 0; i < corners.length; i++) {
            corners[i] = reduced(corners[i], rows, shifts);
        }
        v.addAll(List.of(rows));
        y.addAll(List.of(shifts));
        if (v.size() >= Math.max(LEAST_PENDING, Math.min(MOST_PENDING, feature.length / 24))) {
            settle();
        }
    }

    /** The product of a lower triangle and these rows. */
    private static double[][] product(double[] factor, double[][] rows) {
        int n = rows.length;
        double[][] product = new double[n][rows[0].length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k <= i; k++) {
                Vectors.add(factor[i * n + k], rows[k], 0, product[i], 0, rows[k].length);
            }
        }
        return product;
    }

    /** A corner after a step; null once one of its features is gone. */
    private @Nullable Corner reduced(@Nullable Corner corner, double[][] rows, double[][] shifts) {
        if (corner == null) {
            return null;
        }
        int n = corner.features.length;
        double[] a = new double[n];
        double[] b = new double[n];
        for (int k = 0; k < rows.length; k++) {
            for (int i = 0; i < n; i++) {
                int at = place[corner.features[i]];
                if (at == GONE) {
                    return null;
                }
                a[i] = rows[k][at];
                b[i] = shifts[k][at];
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    corner.p[i * n + j] -= a[i] * a[j];
                    corner.m[i * n + j] -= a[i] * b[j] + b[i] * a[j];
                }
            }
        }
        return corner;
    }

    /** Brings the matrices up to date and leaves out what is gone; answers with the features that are left. */
    int[] settle() {
        int[] alive = Arrays.stream(feature).filter(f -> place[f] != GONE).toArray();
        if (alive.length == feature.length) {
            return alive;
        }
        int[] rows = Arrays.stream(alive).map(f -> place[f]).toArray();
        inverse.keepOnly(rows);
        moments.keepOnly(rows);
        Tensor once = beside(rows, v, List.of());
        inverse.subtract(once, once);
        moments.subtract(beside(rows, v, y), beside(rows, y, v));
        v.clear();
        y.clear();
        feature = alive;
        for (int i = 0; i < alive.length; i++) {
            place[alive[i]] = i;
        }
        return alive;
    }

    /** The chosen entries of all these vectors, an entry per row, a vector per column. */
    private static Tensor beside(int[] entries, List<double[]> first, List<double[]> second) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT64, Shape.of(entries.length, first.size() + second.size()));
        DoubleBuffer values = tensor.data().asDoubleBuffer();
        for (int entry : entries) {
            first.forEach(vector -> values.put(vector[entry]));
            second.forEach(vector -> values.put(vector[entry]));
        }
        return tensor;
    }
}
