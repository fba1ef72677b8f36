/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxTest {
    private static final Box UNIT = new Box(0, 0, 1, 1);

    private static Box random(Random random) {
        double[] x = random.doubles(2).sorted().toArray();
        double[] y = random.doubles(2).sorted().toArray();
        return new Box(x[0], y[0], x[1], y[1]);
    }

    @Test
    void overlapsItselfFullyAndAStrangerNotAtAll() {
        assertThat(UNIT.iou(UNIT)).isOne();
        assertThat(UNIT.iou(new Box(2, 0, 3, 1))).isZero();
        assertThat(UNIT.iou(new Box(1, 0, 2, 1))).isZero();
    }

    @Test
    void overlapsByTheShareThatIsCommon() {
        assertThat(UNIT.area()).isOne();
        assertThat(UNIT.iou(new Box(0, 0, 0.5, 1))).isEqualTo(0.5);
        assertThat(UNIT.iou(new Box(0.5, 0, 1.5, 1))).isEqualTo(1 / 3.0);
    }

    @Test
    void overlapsNothingIfItIsEmpty() {
        Box point = new Box(0.5, 0.5, 0.5, 0.5);
        assertThat(point.iou(point)).isZero();
        assertThat(UNIT.iou(point)).isZero();
    }

    @Test
    void overlapsEachOtherAlikeAndNeverBeyondOne() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Box a = random(random);
            Box b = random(random);
            assertThat(a.iou(b)).as("seed %d", seed).isBetween(0.0, 1.0).isEqualTo(b.iou(a));
            assertThat(a.iou(a)).as("seed %d", seed).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void cannotBeTurnedInsideOut() {
        for (double[] box : new double[][] {{1, 0, 0, 1}, {0, 1, 1, 0}, {Double.NaN, 0, 1, 1}, {0, 0, 1, Double.NaN}}) {
            assertThatThrownBy(() -> new Box(box[0], box[1], box[2], box[3]))
                    .as(Arrays.toString(box))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
