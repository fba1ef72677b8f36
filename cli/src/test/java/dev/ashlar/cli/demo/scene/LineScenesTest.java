/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.ImageSet.Sample;
import dev.ashlar.core.quality.Truth;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LineScenesTest {
    private static final long SEED = 5;

    @Test
    void turnsOneOfEachTwoNeighboursInNoFixedOrder() {
        LineScenes scenes = new LineScenes(SEED, 60);
        int turnedFirst = 0;
        for (int i = 0; i < scenes.size(); i += 2) {
            int first = label(scenes.sample(i));
            assertThat(first + label(scenes.sample(i + 1)))
                    .as("seed %d, index %d", SEED, i)
                    .isEqualTo(1);
            turnedFirst += first;
        }
        assertThat(turnedFirst).isBetween(5, 25);
    }

    @Test
    void drawsTheSameLineForTheSameSeedAndIndexWhateverWasDrawnBefore() {
        LineScenes forward = new LineScenes(SEED, 2);
        int first = forward.sample(0).image().data().hashCode();
        int second = forward.sample(1).image().data().hashCode();
        LineScenes backward = new LineScenes(SEED, 2);

        assertThat(backward.sample(1).image().data().hashCode())
                .isEqualTo(second)
                .isNotEqualTo(first);
        assertThat(backward.sample(0).image().data().hashCode()).isEqualTo(first);
    }

    @Test
    void keepsTheAspectOfTheInputAndFillsTheRightWithGray() {
        LineScenes scenes = new LineScenes(SEED, 60);
        int filled = 0;
        for (int i = 0; i < scenes.size(); i++) {
            PackedImage image = scenes.sample(i).image();
            assertThat(image.width()).as("seed %d, index %d", SEED, i).isEqualTo(4 * image.height());
            filled += columnIsGray(image, image.width() - 1) ? 1 : 0;
            assertThat(columnIsGray(image, 0)).as("seed %d, index %d", SEED, i).isFalse();
        }
        assertThat(filled).isBetween(10, 55);
    }

    @Test
    void turnsTheLineWithinItsOwnPlace() {
        LineScenes scenes = new LineScenes(SEED, 2);
        int turned = label(scenes.sample(0)) == LineScenes.TURNED ? 0 : 1;
        for (int index = 0; index < 2; index++) {
            TextLine line = scenes.line(index);
            byte[] upright = line.shoot();
            ByteBuffer shown = scenes.sample(index).image().data();
            int last = line.width() * line.height() - 1;
            int corner = index == turned ? 3 * last : 0;

            assertThat(shown.get(0)).as("index %d", index).isEqualTo(upright[corner]);
            assertThat(shown.get(1)).as("index %d", index).isEqualTo(upright[corner + 1]);
            assertThat(shown.get(2)).as("index %d", index).isEqualTo(upright[corner + 2]);
        }
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new LineScenes(SEED, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0)");
        assertThatThrownBy(() -> new LineScenes(SEED, 2).sample(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(-1)");
    }

    private static boolean columnIsGray(PackedImage image, int x) {
        for (int y = 0; y < image.height(); y++) {
            for (int c = 0; c < 3; c++) {
                if (image.data().get(y * image.stride() + 3 * x + c) != 127) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int label(Sample sample) {
        return ((Truth.Label) sample.truth()).index();
    }
}
