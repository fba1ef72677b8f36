/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DualModelTest {
    private static final double SIDE = 8;

    /** The lowest of some planes: value, slope in x, slope in y. */
    private static double[] lowest(double[][] planes, double x, double y) {
        double[] lowest = planes[0];
        for (double[] plane : planes) {
            if (at(plane, x, y) < at(lowest, x, y)) {
                lowest = plane;
            }
        }
        return new double[] {at(lowest, x, y), lowest[1], lowest[2]};
    }

    private static double at(double[] plane, double x, double y) {
        return plane[0] + plane[1] * x + plane[2] * y;
    }

    /** Once it ended after a handful of points, far below, because only corners were looked at. */
    @Test
    void findsTheHighestPointOfAConcaveFunctionAndKnowsIt() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            double[][] planes = new double[40][];
            double px = random.nextDouble() * SIDE;
            double py = random.nextInt(3) == 0 ? 0 : random.nextDouble() * SIDE;
            for (int i = 0; i < planes.length; i++) {
                // Tangents of a paraboloid whose top is (px, py).
                double x = random.nextDouble() * SIDE;
                double y = random.nextDouble() * SIDE;
                double a = 2 * (px - x);
                double b = 2 * (py - y);
                planes[i] = new double[] {-(x - px) * (x - px) - (y - py) * (y - py) - a * x - b * y, a, b};
            }
            double grid = Double.NEGATIVE_INFINITY;
            for (int i = 0; i <= 100; i++) {
                for (int j = 0; j <= 100; j++) {
                    grid = Math.max(grid, lowest(planes, SIDE * i / 100, SIDE * j / 100)[0]);
                }
            }
            DualModel model = new DualModel(SIDE);
            double[] point = {1, 1};
            double best = Double.NEGATIVE_INFINITY;
            boolean open = true;
            for (int i = 0; i < 40 && open && model.left() > 1e-6; i++) {
                double[] value = lowest(planes, point[0], point[1]);
                best = Math.max(best, value[0]);
                open = model.cut(value[0], value[1], value[2], point[0], point[1]);
                if (open) {
                    assertThat(best + model.left())
                            .as("seed %d, step %d", seed, i)
                            .isGreaterThanOrEqualTo(grid - 1e-9);
                    point = model.next();
                }
            }
            assertThat(best).as("seed %d", seed).isGreaterThanOrEqualTo(grid - 1e-5);
        }
    }
}
