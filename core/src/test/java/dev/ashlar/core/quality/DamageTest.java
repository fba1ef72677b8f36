/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamageTest {
    private static final float NAN = Float.NaN;
    private static final Truth SECOND = new Truth.Label(1);

    private static List<Tensor> answer(float... values) {
        return List.of(Tensor.of(Shape.of(1, values.length), values));
    }

    private static double divergence(OutputKind kind, List<Tensor> answer, List<Tensor> original) {
        return new Divergence(kind).of(answer, original, Truth.NONE);
    }

    @Test
    void crossEntropyIsTheLogarithmOfTheTrueClass() {
        CrossEntropy loss = new CrossEntropy();
        assertThat(loss.of(answer(0.75f, 0.25f), answer(1, 0), SECOND)).isCloseTo(Math.log(4), within(1e-6));
        assertThat(loss.judges(SECOND)).isTrue();
        assertThat(loss.judges(Truth.NONE)).isFalse();
        assertThat(loss.name()).isEqualTo("cross-entropy");
    }

    @Test
    void scoresBeforeTheSoftmaxAreWorthTheSameAsBehindIt() {
        float[] scores = {2, -1, 0.5f};
        double sum = Math.exp(2) + Math.exp(-1) + Math.exp(0.5);
        float[] shares = {(float) (Math.exp(2) / sum), (float) (Math.exp(-1) / sum), (float) (Math.exp(0.5) / sum)};
        CrossEntropy loss = new CrossEntropy();
        assertThat(loss.of(answer(scores), answer(scores), SECOND))
                .isCloseTo(loss.of(answer(shares), answer(shares), SECOND), within(1e-6));
        assertThat(divergence(OutputKind.CLASSES, answer(scores), answer(shares)))
                .isCloseTo(0, within(1e-6));
    }

    @Test
    void anAnswerThatIsNoNumberIsFiniteAndWorseThanAnyOther() {
        CrossEntropy loss = new CrossEntropy();
        double broken = loss.of(answer(NAN, NAN), answer(1, 0), SECOND);
        assertThat(broken).isFinite().isGreaterThan(loss.of(answer(9, 1), answer(1, 0), SECOND));
        assertThat(loss.of(answer(1, 0), answer(1, 0), new Truth.Label(7))).isFinite();
        for (OutputKind kind : OutputKind.values()) {
            assertThat(divergence(kind, answer(NAN, NAN), answer(1, 0)))
                    .as(kind.name())
                    .isFinite()
                    .isGreaterThan(1);
        }
        assertThat(new AnswerDistance().of(answer(NAN), answer(1), Truth.NONE)).isEqualTo(2);
    }

    @Test
    void divergenceOfClassesIsThatOfKullbackAndLeibler() {
        double expected = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
        assertThat(divergence(OutputKind.CLASSES, answer(0.25f, 0.75f), answer(0.5f, 0.5f)))
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void divergenceOfAMapIsAMeanOverItsPlaces() {
        double one = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
        assertThat(divergence(OutputKind.PROBABILITY_MAP, answer(0.25f, 0.9f), answer(0.5f, 0.9f)))
                .isCloseTo(one / 2, within(1e-6));
    }

    @Test
    void divergenceOfValuesIsTheSquaredRelativeError() {
        assertThat(divergence(OutputKind.VALUES, answer(3, 4.5f), answer(3, 4))).isCloseTo(0.01, within(1e-6));
        assertThat(divergence(OutputKind.VALUES, answer(1000), answer(1))).isEqualTo(4);
    }

    @Test
    void nothingIsBelowZeroAndTheOriginalHasNoDivergence() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Tensor> one = answer(random.nextFloat(), random.nextFloat(), random.nextFloat());
            List<Tensor> other = answer(random.nextFloat(), random.nextFloat(), random.nextFloat());
            for (OutputKind kind : OutputKind.values()) {
                assertThat(divergence(kind, one, other)).as("seed %d", seed).isNotNegative();
                assertThat(divergence(kind, one, one)).as("seed %d", seed).isZero();
            }
            assertThat(new AnswerDistance().of(one, one, Truth.NONE)).isZero();
        }
    }
}
