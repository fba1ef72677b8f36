/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityMetricTest {
    private static final float NAN = Float.NaN;

    private static List<Tensor> answer(float... values) {
        return List.of(Tensor.of(Shape.of(1, values.length), values));
    }

    private static double agreement(OutputKind kind, List<Tensor> answer, List<Tensor> original) {
        return new Agreement(kind).score(answer, original, Truth.NONE);
    }

    @Test
    void topOneComparesTheHighestScoreWithTheTrueClass() {
        Top1 metric = new Top1();
        assertThat(metric.score(answer(1, 3, 2), answer(0, 0, 9), new Truth.Label(1)))
                .isOne();
        assertThat(metric.score(answer(1, 3, 2), answer(0, 0, 9), new Truth.Label(2)))
                .isZero();
        assertThat(metric.name()).isEqualTo("top-1");
    }

    @Test
    void topOneJudgesOnlyWhatHasALabel() {
        Top1 metric = new Top1();
        assertThat(metric.judges(new Truth.Label(0))).isTrue();
        assertThat(metric.judges(Truth.NONE)).isFalse();
        assertThat(metric.judges(new Truth.Boxes(List.of()))).isFalse();
    }

    @Test
    void aBrokenNetworkThatAnswersNaNIsNeverRight() {
        assertThat(new Top1().score(answer(NAN, NAN), answer(1, 0), new Truth.Label(0)))
                .isZero();
        assertThat(agreement(OutputKind.CLASSES, answer(NAN, NAN), answer(1, 0)))
                .isZero();
        assertThat(agreement(OutputKind.CLASSES, answer(NAN, NAN), answer(NAN, NAN)))
                .isZero();
        assertThat(agreement(OutputKind.VALUES, answer(NAN, 1), answer(0, 1))).isZero();
        assertThat(agreement(OutputKind.VALUES, answer(NAN, 1), answer(NAN, 1))).isZero();
        assertThat(agreement(OutputKind.PROBABILITY_MAP, answer(NAN, NAN), answer(1, 0)))
                .isZero();
    }

    @Test
    void agreementOfClassesAsksForTheSameWinner() {
        assertThat(agreement(OutputKind.CLASSES, answer(0.4f, 0.6f), answer(0, 9)))
                .isOne();
        assertThat(agreement(OutputKind.CLASSES, answer(0.6f, 0.4f), answer(0, 9)))
                .isZero();
    }

    @Test
    void agreementOfMapsIsTheOverlapAboveOneHalf() {
        assertThat(agreement(OutputKind.PROBABILITY_MAP, answer(0.9f, 0.9f, 0, 0), answer(0.6f, 0, 0.6f, 0)))
                .isEqualTo(0.5);
        assertThat(agreement(OutputKind.PROBABILITY_MAP, answer(0.5f, 0), answer(0, 0.5f)))
                .isOne();
        assertThat(agreement(OutputKind.PROBABILITY_MAP, answer(0.9f, 0), answer(0, 0)))
                .isZero();
    }

    @Test
    void agreementOfValuesIsOneLessTheRelativeError() {
        assertThat(agreement(OutputKind.VALUES, answer(3, 4), answer(3, 4))).isOne();
        assertThat(agreement(OutputKind.VALUES, answer(3, 3), answer(3, 4))).isCloseTo(0.8, within(1e-12));
        assertThat(agreement(OutputKind.VALUES, answer(-9, 9), answer(3, 4))).isZero();
        assertThat(agreement(OutputKind.VALUES, answer(0, 0), answer(0, 0))).isOne();
        assertThat(agreement(OutputKind.VALUES, answer(0, 1), answer(0, 0))).isZero();
    }

    @Test
    void agreementOfSeveralOutputsIsTheirMean() {
        List<Tensor> original = List.of(Tensor.of(Shape.of(1), 1), Tensor.of(Shape.of(1), 1));
        List<Tensor> half = List.of(Tensor.of(Shape.of(1), 1), Tensor.of(Shape.of(1), 0));
        assertThat(agreement(OutputKind.VALUES, half, original)).isEqualTo(0.5);
        assertThat(new Agreement(OutputKind.VALUES).judges(new Truth.Label(1))).isTrue();
    }

    @Test
    void boxF1CountsEachTrueBoxOnce() {
        Box left = new Box(0, 0, 0.4, 0.4);
        Box right = new Box(0.6, 0.6, 1, 1);
        assertThat(BoxF1.f1(List.of(), List.of())).isOne();
        assertThat(BoxF1.f1(List.of(left), List.of())).isZero();
        assertThat(BoxF1.f1(List.of(), List.of(left))).isZero();
        assertThat(BoxF1.f1(List.of(left, right), List.of(right, left))).isOne();
        assertThat(BoxF1.f1(List.of(left, left), List.of(left))).isEqualTo(2 / 3.0);
        assertThat(BoxF1.f1(List.of(left), List.of(left, right))).isEqualTo(2 / 3.0);
    }

    @Test
    void boxF1MatchesFromOneHalfOnAndTakesTheBest() {
        Box whole = new Box(0, 0, 1, 1);
        assertThat(BoxF1.f1(List.of(new Box(0, 0, 0.5, 1)), List.of(whole))).isOne();
        assertThat(BoxF1.f1(List.of(new Box(0, 0, 0.49, 1)), List.of(whole))).isZero();
        Box most = new Box(0, 0, 0.9, 1);
        assertThat(BoxF1.f1(List.of(whole, most), List.of(most, whole))).isOne();
    }

    @Test
    void boxF1DecodesTheAnswer() {
        float[] map = new float[100];
        for (int i = 0; i < 100; i++) {
            map[i] = i / 10 < 5 && i % 10 < 5 ? 1 : 0;
        }
        BoxF1 metric = new BoxF1(new MapBoxes(0.3, 0.6, 3, 0));
        List<Tensor> answer = List.of(Tensor.of(Shape.of(1, 1, 10, 10), map));
        Truth truth = new Truth.Boxes(List.of(new Box(0, 0, 0.5, 0.5)));
        assertThat(metric.judges(truth)).isTrue();
        assertThat(metric.judges(new Truth.Label(1))).isFalse();
        assertThat(metric.score(answer, answer, truth)).isOne();
        assertThat(metric.score(answer, answer, new Truth.Boxes(List.of()))).isZero();
    }

    @Test
    void truthFoldsEveryKind() {
        List<Truth> all = List.of(Truth.NONE, new Truth.Label(3), new Truth.Boxes(List.of()));
        assertThat(all.stream()
                        .map(truth ->
                                truth.<String>fold(() -> "none", l -> "label " + l.index(), b -> "boxes " + b.boxes())))
                .containsExactly("none", "label 3", "boxes []");
        assertThatThrownBy(() -> new Truth.Label(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
