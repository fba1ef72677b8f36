/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.profile.AccuracyLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Networks that lose by a law that is known. */
class DamageModelTest {
    private static final int BLOCKS = 6;
    private static final double MOST = 0.8;

    /** A law within what can be fitted: a loss of MOST (1 - exp(-(a x)^p)) with x a weighted sum over blocks. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Law(double scale, double shape, double[] weights) {
        double loss(double[][] damages) {
            double sum = 0;
            for (int b = 0; b < BLOCKS; b++) {
                sum += weights[b] * damages[b][0];
            }
            return MOST * -Math.expm1(-Math.pow(scale * sum, shape));
        }
    }

    private static Law law(Random random) {
        double[] weights = random.doubles(BLOCKS, 0.85, 1.15).toArray();
        return new Law(0.3 + random.nextDouble(), 0.8 + 0.8 * random.nextDouble(), weights);
    }

    /** Damages of which the second measure is a noisy copy of the first. */
    private static double[][] draw(Random random) {
        double[][] damages = new double[BLOCKS][2];
        double strength = random.nextDouble();
        for (double[] block : damages) {
            block[0] = random.nextInt(4) == 0 ? 0 : strength * random.nextDouble();
            block[1] = block[0] * (0.9 + 0.2 * random.nextDouble());
        }
        return damages;
    }

    private static DamageModel.Sample sample(Law law, Random random, int count, double noise) {
        List<double[][]> damages = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[][] drawn = draw(random);
            damages.add(drawn);
            losses.add(law.loss(drawn) + noise * random.nextGaussian());
            errors.add(noise);
        }
        return new DamageModel.Sample(damages, losses, errors);
    }

    @Test
    void learnsALawFromFiftyCompositions() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Law law = law(random);
            DamageModel model = DamageModel.fit(sample(law, random, 50, 0.003), MOST);
            double error = 0;
            for (int i = 0; i < 200; i++) {
                double[][] drawn = draw(random);
                error += Math.abs(model.loss(drawn) - law.loss(drawn)) / 200;
            }
            assertThat(error).as("seed %d: %s", seed, law).isLessThan(0.012);
        }
    }

    @Test
    void losesNothingWithTheOriginalAndNoLessWithMoreDamage() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            DamageModel model = DamageModel.fit(sample(law(random), random, 25, 0.01), MOST);
            assertThat(model.loss(new double[BLOCKS][2])).as("seed %d", seed).isZero();
            double[][] drawn = draw(random);
            double before = model.loss(drawn);
            for (double[] block : drawn) {
                block[0] += random.nextDouble();
                block[1] += random.nextDouble();
            }
            assertThat(model.loss(drawn)).as("seed %d", seed).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void addsUpToWhatItPredictsThroughTheLink() {
        Random random = new Random(3);
        DamageModel.Sample sample = sample(law(random), random, 40, 0.003);
        DamageModel model = DamageModel.fit(sample, MOST);
        AccuracyLink link = model.link(BLOCKS);
        for (double[][] drawn : sample.damages()) {
            double sum = 0;
            for (int b = 0; b < BLOCKS; b++) {
                sum += model.scaledDamage(b, drawn[b]);
            }
            assertThat(link.loss(sum)).isCloseTo(model.loss(drawn), within(0.01));
        }
    }

    @Test
    void damageAndLossAreAlikeWhereFivePointsAreLost() {
        Random random = new Random(5);
        DamageModel model = DamageModel.fit(sample(law(random), random, 40, 0.003), MOST);
        assertThat(model.link(1).loss(0.05)).isCloseTo(0.05, within(1e-3));
    }

    @Test
    void noBlockDoesMoreDamageThanOneAndNothingIsCutOff() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Law steep = new Law(4, 1.6, random.doubles(BLOCKS, 0.85, 1.15).toArray());
            DamageModel.Sample sample = sample(steep, random, 40, 0.003);
            DamageModel model = DamageModel.fit(sample, MOST);
            for (double[][] composition : sample.damages()) {
                double sum = 0;
                for (int b = 0; b < BLOCKS; b++) {
                    assertThat(model.scaledDamage(b, composition[b])).isBetween(0.0, 1.0);
                    sum += model.scaledDamage(b, composition[b]);
                }
                assertThat(model.link(BLOCKS).loss(sum))
                        .as("seed %d", seed)
                        .isCloseTo(model.loss(composition), within(0.01));
            }
        }
    }

    @Test
    void takesASampleThatSaysNothing() {
        List<double[][]> damages = List.of(new double[BLOCKS][2], new double[BLOCKS][2]);
        DamageModel model = DamageModel.fit(new DamageModel.Sample(damages, List.of(0.0, 0.0), List.of(0.0, 0.0)), 0.5);
        assertThat(model.loss(damages.get(0))).isZero();
        assertThat(model.link(0).loss(1)).isBetween(0.0, 1.0);
    }

    @Test
    void findsTheMinimumOfAFunctionWithACurvedValley() {
        double[] found =
                LeastSquares.fit(new double[] {-1.2, 1}, at -> new double[] {10 * (at[1] - at[0] * at[0]), 1 - at[0]});
        assertThat(found[0]).isCloseTo(1, within(1e-4));
        assertThat(found[1]).isCloseTo(1, within(1e-4));
    }

    @Test
    void solvesLinearEquations() {
        assertThat(LeastSquares.solve(new double[][] {{0, 2, 4}, {3, 1, 5}})).containsExactly(1, 2);
    }
}
