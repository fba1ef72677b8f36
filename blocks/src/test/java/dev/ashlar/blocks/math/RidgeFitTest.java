/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.engine.OrtGraphRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeFitTest {
    private static final int FEATURES = 13;
    private static final int TARGETS = 4;
    private static final int ROWS = 3000;

    private final float[][] x = new float[ROWS][FEATURES];
    private final float[][] y = new float[ROWS][TARGETS];

    private final CrossProducts products = new CrossProducts(new OrtGraphRunner());

    @AfterEach
    void close() {
        products.close();
    }

    private NormalEquations equations(long seed) {
        Random random = new Random(seed);
        double[] truth = random.doubles(FEATURES * TARGETS, -1, 1).toArray();
        NormalEquations equations = new NormalEquations(products, FEATURES, TARGETS);
        for (int row = 0; row < ROWS; row++) {
            float common = (float) random.nextGaussian();
            for (int f = 0; f < FEATURES; f++) {
                x[row][f] = f == FEATURES - 1 ? 1 : (float) random.nextGaussian() + 0.7f * common;
            }
            for (int t = 0; t < TARGETS; t++) {
                double sum = 0.1 * random.nextGaussian();
                for (int f = 0; f < FEATURES; f++) {
                    sum += x[row][f] * truth[f * TARGETS + t];
                }
                y[row][t] = (float) sum;
            }
            System.arraycopy(x[row], 0, equations.rows(), equations.at(), FEATURES);
            System.arraycopy(y[row], 0, equations.rows(), equations.at() + FEATURES, TARGETS);
            equations.next();
        }
        return equations.finish();
    }

    /** The regularised least squares over a subset of features, solved from scratch. */
    private SimpleMatrix solve(List<Integer> kept, double[] before) {
        SimpleMatrix gram = new SimpleMatrix(kept.size(), kept.size());
        SimpleMatrix cross = new SimpleMatrix(kept.size(), TARGETS);
        double trace = 0;
        for (float[] row : x) {
            for (int f = 0; f < FEATURES - 1; f++) {
                trace += (double) row[f] * row[f] / ROWS;
            }
        }
        double lambda = 1e-3 * trace / (FEATURES - 1);
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < kept.size(); i++) {
                for (int j = 0; j < kept.size(); j++) {
                    gram.set(i, j, gram.get(i, j) + (double) x[row][kept.get(i)] * x[row][kept.get(j)] / ROWS);
                }
                for (int t = 0; t < TARGETS; t++) {
                    cross.set(i, t, cross.get(i, t) + (double) x[row][kept.get(i)] * y[row][t] / ROWS);
                }
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            gram.set(i, i, gram.get(i, i) + lambda);
            for (int t = 0; t < TARGETS; t++) {
                cross.set(i, t, cross.get(i, t) + lambda * before[kept.get(i) * TARGETS + t]);
            }
        }
        return gram.solve(cross);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eliminationLeavesTheLeastSquaresWeightsOfTheRest(long seed) {
        NormalEquations equations = equations(seed);
        double[] before =
                new Random(seed + 100).doubles(FEATURES * TARGETS, -1, 1).toArray();
        RidgeFit fit = new RidgeFit(equations, before);
        List<Integer> kept = new ArrayList<>();
        for (int f = 0; f < FEATURES; f++) {
            kept.add(f);
        }
        Random random = new Random(seed + 200);
        for (int step = 0; step < 4; step++) {
            int[] gone = new int[] {kept.get(random.nextInt(kept.size() - 1))};
            kept.remove((Integer) gone[0]);
            if (step % 2 == 1) {
                int second = kept.get(random.nextInt(kept.size() - 1));
                kept.remove((Integer) second);
                gone = new int[] {gone[0], second};
            }
            fit.eliminate(gone);
            SimpleMatrix expected = solve(kept, before);
            double[] actual = fit.weights();
            assertThat(actual).as("seed %d", seed).hasSize(kept.size() * TARGETS);
            for (int i = 0; i < kept.size(); i++) {
                for (int t = 0; t < TARGETS; t++) {
                    assertThat(actual[i * TARGETS + t])
                            .as("seed %d step %d feature %d", seed, step, kept.get(i))
                            .isCloseTo(expected.get(i, t), within(2e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void costIsTheGrowthOfTheSquaredError(long seed) {
        NormalEquations equations = equations(seed);
        double[] before = new double[FEATURES * TARGETS];
        List<Integer> all = new ArrayList<>();
        for (int f = 0; f < FEATURES; f++) {
            all.add(f);
        }
        double least = loss(all, solve(all, before));
        for (int[] gone : new int[][] {{0}, {5}, {2, 7}, {1, 3, 4}}) {
            List<Integer> kept = new ArrayList<>(all);
            for (int f : gone) {
                kept.remove((Integer) f);
            }
            double grown = loss(kept, solve(kept, before)) - least;
            double cost = new RidgeFit(equations, before).cost(gone) * equations.targetSquares();
            assertThat(cost).as("seed %d without %s", seed, gone).isCloseTo(grown, within(0.02 * grown + 1e-3));
        }
    }

    private double loss(List<Integer> kept, SimpleMatrix weights) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int t = 0; t < TARGETS; t++) {
                double answer = 0;
                for (int i = 0; i < kept.size(); i++) {
                    answer += x[row][kept.get(i)] * weights.get(i, t);
                }
                sum += (answer - y[row][t]) * (answer - y[row][t]);
            }
        }
        return sum / ROWS;
    }

    @ParameterizedTest
    @ValueSource(longs = {9})
    void aLayerWhoseInputsDidNotChangeIsLeftAsItIs(long seed) {
        Random random = new Random(seed);
        double[] own = random.doubles(FEATURES * TARGETS, -1, 1).toArray();
        NormalEquations few = new NormalEquations(products, FEATURES, TARGETS);
        for (int row = 0; row < FEATURES / 2; row++) {
            for (int f = 0; f < FEATURES; f++) {
                few.rows()[few.at() + f] = f == FEATURES - 1 ? 1 : (float) random.nextGaussian();
            }
            for (int t = 0; t < TARGETS; t++) {
                double sum = 0;
                for (int f = 0; f < FEATURES; f++) {
                    sum += few.rows()[few.at() + f] * own[f * TARGETS + t];
                }
                few.rows()[few.at() + FEATURES + t] = (float) sum;
            }
            few.next();
        }
        assertThat(new RidgeFit(few.finish(), own).weights())
                .usingComparatorWithPrecision(1e-3)
                .containsExactly(own);
    }
}
