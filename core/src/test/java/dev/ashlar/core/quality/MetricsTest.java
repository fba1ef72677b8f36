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
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static List<Tensor> answer(float... values) {
        return List.of(Tensor.of(Shape.of(1, values.length), values));
    }

    private static List<Tensor> image(Random random, double noise) {
        float[] values = new float[2 * 16 * 12];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.sin(i / 7.0) + noise * random.nextGaussian());
        }
        return List.of(Tensor.of(Shape.of(1, 2, 16, 12), values));
    }

    @Test
    void topFiveCountsTheTrueClassAmongTheFiveHighest() {
        TopK metric = new TopK(5);
        List<Tensor> scores = answer(6, 5, 4, 3, 2, 1, 0);
        assertThat(metric.score(scores, scores, new Truth.Label(4))).isOne();
        assertThat(metric.score(scores, scores, new Truth.Label(5))).isZero();
        assertThat(metric.score(scores, scores, new Truth.Label(9))).isZero();
        assertThat(metric.score(answer(Float.NaN, 1), scores, new Truth.Label(0)))
                .isZero();
        assertThat(new TopK(1).score(answer(1, 1), scores, new Truth.Label(1))).isZero();
        assertThat(metric.name()).isEqualTo("top-5");
        assertThat(metric.judges(Truth.NONE)).isFalse();
        assertThatThrownBy(() -> new TopK(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0)");
    }

    @Test
    void masksAreComparedByIntersectionOverUnion() {
        MaskIou metric = new MaskIou();
        assertThat(metric.score(answer(1, 1, 0, 0), answer(1, 0, 1, 0), Truth.NONE))
                .isCloseTo(1 / 3.0, within(1e-9));
        assertThat(metric.score(answer(0, 0), answer(0, 0), Truth.NONE)).isOne();
        assertThat(metric.score(answer(1, 0), answer(0, 1), Truth.NONE)).isZero();
    }

    @Test
    void signalToNoiseIsAShareOfSixtyDecibels() {
        Psnr metric = new Psnr();
        assertThat(metric.score(answer(0.1f, 0.9f), answer(0, 1), Truth.NONE)).isCloseTo(20 / 60.0, within(1e-6));
        assertThat(metric.score(answer(0, 1), answer(0, 1), Truth.NONE)).isOne();
        assertThat(metric.score(answer(Float.NaN, 1), answer(0, 1), Truth.NONE)).isZero();
        assertThat(metric.score(answer(50, 1), answer(0, 1), Truth.NONE)).isZero();
    }

    @Test
    void structureIsWholeForEqualImagesAndFallsWithNoise() {
        Ssim metric = new Ssim();
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Tensor> clean = image(random, 0);
            double mild = metric.score(image(random, 0.05), clean, Truth.NONE);
            double strong = metric.score(image(random, 0.5), clean, Truth.NONE);
            assertThat(metric.score(clean, clean, Truth.NONE)).isCloseTo(1, within(1e-9));
            assertThat(mild).as("seed %d", seed).isBetween(0.8, 0.9999);
            assertThat(strong).as("seed %d", seed).isLessThan(mild).isBetween(0.0, 0.9);
        }
        assertThatThrownBy(() -> metric.score(answer(1), answer(1), Truth.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NxCxHxW");
    }

    @Test
    void theUsualMetricIsTakenWhereTheTruthIsKnown() {
        Truth label = new Truth.Label(1);
        assertThat(Metrics.choose(OutputKind.CLASSES, label, null).name()).isEqualTo("top-1");
        assertThat(Metrics.choose(OutputKind.CLASSES, Truth.NONE, null).name()).isEqualTo("agreement");
        assertThat(Metrics.choose(OutputKind.PROBABILITY_MAP, new Truth.Boxes(List.of()), null)
                        .name())
                .isEqualTo("box-f1");
        assertThat(Metrics.choose(OutputKind.VALUES, Truth.NONE, null).name()).isEqualTo("agreement");
    }

    @Test
    void anotherIsTakenByItsNameIfItFits() {
        Truth label = new Truth.Label(1);
        assertThat(Metrics.choose(OutputKind.CLASSES, label, "top-5").name()).isEqualTo("top-5");
        assertThat(Metrics.choose(OutputKind.VALUES, Truth.NONE, "ssim").name()).isEqualTo("ssim");
        assertThatThrownBy(() -> Metrics.choose(OutputKind.CLASSES, Truth.NONE, "top-5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(top-5)")
                .hasMessageContaining("Maybe agreement");
        assertThatThrownBy(() -> Metrics.choose(OutputKind.CLASSES, label, "ssim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe one of [top-1, top-5, agreement]");
    }
}
