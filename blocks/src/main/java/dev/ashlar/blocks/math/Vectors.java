/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import java.util.List;

/** Sums of scaled vectors, in loops that the virtual machine turns into vector instructions. */
final class Vectors {
    private Vectors() {}

    /** {@code y += factor x} over {@code n} numbers. */
    static void add(double factor, double[] x, int xAt, double[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += factor * x[xAt + i];
        }
    }

    /** {@code y -= factors[0] x[0] + factors[1] x[1] + ...}, four at once, so that y is read and written less. */
    static void subtract(double[] factors, List<double[]> x, double[] y) {
        int k = 0;
        for (; k + 4 <= x.size(); k += 4) {
            subtract(
                    factors[k],
                    x.get(k),
                    factors[k + 1],
                    x.get(k + 1),
                    factors[k + 2],
                    x.get(k + 2),
                    factors[k + 3],
                    x.get(k + 3),
                    y);
        }
        for (; k < x.size(); k++) {
            add(-factors[k], x.get(k), 0, y, 0, y.length);
        }
    }

    private static void subtract(
            double f0,
            double[] x0,
            double f1,
            double[] x1,
            double f2,
            double[] x2,
            double f3,
            double[] x3,
            double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] -= f0 * x0[i] + f1 * x1[i] + f2 * x2[i] + f3 * x3[i];
        }
    }
}
