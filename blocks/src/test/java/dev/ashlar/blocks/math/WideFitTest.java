/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.engine.OrtGraphRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fits of several panels and blocks of pivots, with more eliminated than is collected at once, against EJML. */
class WideFitTest {
    private final CrossProducts products = new CrossProducts(new OrtGraphRunner());

    @AfterEach
    void close() {
        products.close();
    }

    /** Correlated features around a common mean, as rectified activations are; the last is the constant 1. */
    private NormalEquations equations(long seed, int channels, int places, int targets, int rows) {
        Random random = new Random(seed);
        int features = channels * places + 1;
        NormalEquations equations = new NormalEquations(products, features, targets);
        double[] truth = random.doubles((long) features * targets, -1, 1).toArray();
        for (int row = 0; row < rows; row++) {
            int at = equations.at();
            float[] to = equations.rows();
            for (int c = 0; c < channels; c++) {
                float common = (float) random.nextGaussian();
                for (int k = 0; k < places; k++) {
                    to[at + c * places + k] = Math.max(0, 0.5f + common + 0.3f * (float) random.nextGaussian());
                }
            }
            to[at + features - 1] = 1;
            for (int t = 0; t < targets; t++) {
                double sum = random.nextGaussian();
                for (int f = 0; f < features; f++) {
                    sum += to[at + f] * truth[f * targets + t];
                }
                to[at + features + t] = (float) sum;
            }
            equations.next();
        }
        return equations.finish();
    }

    /** The regularised regression over a subset of features, from the same means, by EJML. */
    private static SimpleMatrix solve(NormalEquations equations, double[] before, int[] kept) {
        int n = equations.features();
        double trace = 0;
        for (int i = 0; i < n - 1; i++) {
            trace += equations.gram()[i * n + i];
        }
        double lambda = 1e-3 * trace / (n - 1);
        SimpleMatrix gram = new SimpleMatrix(kept.length, kept.length);
        SimpleMatrix right = new SimpleMatrix(kept.length, equations.targets());
        for (int i = 0; i < kept.length; i++) {
            for (int j = 0; j < kept.length; j++) {
                gram.set(i, j, equations.gram()[kept[i] * n + kept[j]] + (i == j ? lambda : 0));
            }
            for (int t = 0; t < equations.targets(); t++) {
                int cell = kept[i] * equations.targets() + t;
                right.set(i, t, equations.cross()[cell] + lambda * before[cell]);
            }
        }
        return gram.solve(right);
    }

    @ParameterizedTest
    @CsvSource({"1, 66, 9, 5, 1500", "2, 40, 9, 300, 700", "3, 700, 1, 3, 200", "4, 3, 49, 2, 400"})
    void everyStepLeavesTheLeastSquaresWeightsOfTheRest(long seed, int channels, int places, int targets, int rows) {
        NormalEquations equations = equations(seed, channels, places, targets, rows);
        double[] before = new Random(seed + 1)
                .doubles((long) equations.features() * targets, -1, 1)
                .toArray();
        RidgeFit fit = new RidgeFit(equations, before);
        List<Integer> left = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            left.add(c);
        }
        Random random = new Random(seed + 2);
        while (left.size() > Math.max(1, channels / 4)) {
            int gone = left.stream()
                    .min((a, b) -> Double.compare(fit.cost(features(a, places)), fit.cost(features(b, places))))
                    .orElseThrow();
            fit.eliminate(features(gone, places));
            left.remove((Integer) gone);
            if (random.nextInt(channels) < 4 || left.size() == Math.max(1, channels / 4)) {
                requireExact(equations, before, fit, kept(left, places, equations.features()), seed);
            }
        }
    }

    private static void requireExact(NormalEquations equations, double[] before, RidgeFit fit, int[] kept, long seed) {
        SimpleMatrix expected = solve(equations, before, kept);
        SimpleMatrix actual = SimpleMatrix.wrap(DMatrixRMaj.wrap(kept.length, equations.targets(), fit.weights()));
        assertThat(actual.minus(expected).normF() / expected.normF())
                .as("seed %d, %d features left", seed, kept.length)
                .isLessThan(1e-8);
    }

    @ParameterizedTest
    @CsvSource({"5, 33, 9, 40, 900", "6, 330, 1, 10, 900"})
    void costsStayExactBetweenStepsAndAcrossThem(long seed, int channels, int places, int targets, int rows) {
        NormalEquations equations = equations(seed, channels, places, targets, rows);
        double[] before = new double[equations.features() * targets];
        RidgeFit watched = new RidgeFit(equations, before);
        RidgeFit fresh = new RidgeFit(equations, before);
        for (int c = 0; c < channels; c++) {
            watched.cost(features(c, places));
        }
        for (int gone = 0; gone < channels * 2 / 3; gone++) {
            watched.eliminate(features(gone, places));
            fresh.eliminate(features(gone, places));
        }
        for (int c = channels * 2 / 3; c < channels; c++) {
            double cost = watched.cost(features(c, places));
            assertThat(fresh.cost(features(c, places))).as("seed %d", seed).isCloseTo(cost, within(1e-9 * cost));
        }
    }

    @Test
    void featuresThatAreAlwaysZeroCostNothingWhateverTheirWeights() {
        NormalEquations equations = new NormalEquations(products, 301, 2);
        Random random = new Random(8);
        for (int row = 0; row < 900; row++) {
            for (int f = 0; f < 303; f++) {
                equations.rows()[equations.at() + f] = f % 3 == 0 ? 0 : (float) random.nextGaussian();
            }
            equations.next();
        }
        RidgeFit fit =
                new RidgeFit(equations.finish(), random.doubles(602, -1, 1).toArray());
        double alive = fit.cost(new int[] {1});
        assertThat(alive).isPositive();
        assertThat(fit.cost(new int[] {3})).isCloseTo(0, within(1e-9 * alive));
        fit.eliminate(new int[] {3});
        assertThat(fit.cost(new int[] {6, 9})).isCloseTo(0, within(1e-9 * alive));
    }

    @Test
    void refusesActivationsThatAreNoNumbers() {
        NormalEquations equations = new NormalEquations(products, 400, 1);
        Arrays.fill(equations.rows(), 0, 400, Float.NaN);
        equations.next();
        assertThatThrownBy(() -> new RidgeFit(equations.finish(), new double[400]))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("399 inputs");
    }

    private static int[] features(int channel, int places) {
        int[] features = new int[places];
        for (int k = 0; k < places; k++) {
            features[k] = channel * places + k;
        }
        return features;
    }

    private static int[] kept(List<Integer> channels, int places, int all) {
        int[] kept = new int[channels.size() * places + 1];
        for (int i = 0; i < channels.size(); i++) {
            System.arraycopy(features(channels.get(i), places), 0, kept, i * places, places);
        }
        kept[kept.length - 1] = all - 1;
        return kept;
    }
}
