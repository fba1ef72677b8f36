/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.Box;
import dev.ashlar.core.quality.ImageSet.Sample;
import dev.ashlar.core.quality.Truth;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignScenesTest {
    private static final long SEED = 11;

    @Test
    void drawsTheSameSceneForTheSameSeedAndIndexWhateverWasDrawnBefore() {
        SignScenes forward = new SignScenes(SEED, 4, 320, 240);
        List<Integer> hashes = List.of(hash(forward, 0), hash(forward, 1), hash(forward, 2), hash(forward, 3));
        SignScenes backward = new SignScenes(SEED, 4, 320, 240);

        assertThat(List.of(hash(backward, 3), hash(backward, 2), hash(backward, 1), hash(backward, 0)))
                .containsExactly(hashes.get(3), hashes.get(2), hashes.get(1), hashes.get(0));
        assertThat(forward.sample(2).truth()).isEqualTo(backward.sample(2).truth());
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void drawsOtherScenesForAnotherSeed() {
        assertThat(hash(new SignScenes(SEED, 1, 320, 240), 0))
                .isNotEqualTo(hash(new SignScenes(SEED + 1, 1, 320, 240), 0));
    }

    @Test
    void hangsTextIntoPicturesOfAnySize() {
        int[][] sizes = {{640, 480}, {64, 64}, {480, 640}, {1600, 64}, {64, 1600}};
        for (int[] size : sizes) {
            SignScenes scenes = new SignScenes(SEED, 30, size[0], size[1]);
            for (int i = 0; i < scenes.size(); i++) {
                assertThat(scenes.scene(i).boxes())
                        .as("seed %d, index %d, %d x %d", SEED, i, size[0], size[1])
                        .isNotEmpty()
                        .allSatisfy(SignScenesTest::requireInside);
            }
        }
    }

    @Test
    void inksEveryBoxAndNothingElse() {
        SignScenes scenes = new SignScenes(SEED, 12, 640, 480);
        for (int i = 0; i < scenes.size(); i++) {
            Scene scene = scenes.scene(i);
            BufferedImage blank = scene.paint(false);
            BufferedImage lettered = scene.paint(true);
            int[] inked = new int[scene.boxes().size()];
            for (int place = 0; place < 640 * 480; place++) {
                int x = place % 640;
                int y = place / 640;
                if (blank.getRGB(x, y) != lettered.getRGB(x, y)) {
                    int box = boxAt(scene.boxes(), x, y);
                    assertThat(box)
                            .as("seed %d, index %d: ink at (%d, %d)", SEED, i, x, y)
                            .isNotNegative();
                    inked[box]++;
                }
            }
            assertThat(inked).as("seed %d, index %d", SEED, i).doesNotContain(0);
        }
    }

    @Test
    void deliversPackedRgbOfTheSizeAskedFor() {
        Sample sample = new SignScenes(SEED, 1, 320, 256).sample(0);

        assertThat(sample.image().width()).isEqualTo(320);
        assertThat(sample.image().height()).isEqualTo(256);
        assertThat(sample.image().data().capacity()).isEqualTo(3 * 320 * 256);
        assertThat(sample.truth()).isInstanceOf(Truth.Boxes.class);
    }

    @Test
    void namesWhatDeterminesTheScenes() {
        assertThat(new SignScenes(SEED, 1, 320, 256).name()).isEqualTo("sign-scenes-320x256-seed-11");
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new SignScenes(SEED, 0, 320, 256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0)");
        assertThatThrownBy(() -> new SignScenes(SEED, 1, 32, 256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 x 256");
        assertThatThrownBy(() -> new SignScenes(SEED, 3, 320, 256).sample(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(3)");
    }

    private static void requireInside(Box box) {
        assertThat(box.left()).isNotNegative();
        assertThat(box.top()).isNotNegative();
        assertThat(box.right()).isLessThanOrEqualTo(1);
        assertThat(box.bottom()).isLessThanOrEqualTo(1);
        assertThat(box.area()).isPositive();
    }

    private static int boxAt(List<Box> boxes, int x, int y) {
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            if (x + 1 > box.left() * 640
                    && x < box.right() * 640
                    && y + 1 > box.top() * 480
                    && y < box.bottom() * 480) {
                return i;
            }
        }
        return -1;
    }

    private static int hash(SignScenes scenes, int index) {
        PackedImage image = scenes.sample(index).image();
        return image.data().hashCode();
    }
}
