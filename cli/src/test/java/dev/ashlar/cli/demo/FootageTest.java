/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FootageTest {

    @ParameterizedTest
    @EnumSource(DemoNetwork.class)
    void scenesOfOneSeedAreTheSameAndOfAnotherAreNot(DemoNetwork network) {
        List<ByteBuffer> first = pixels(network.servingScenes(1, 3));

        assertThat(pixels(network.servingScenes(1, 3))).isEqualTo(first);
        assertThat(pixels(network.servingScenes(2, 3))).doesNotContainAnyElementsOf(first);
    }

    @ParameterizedTest
    @EnumSource(DemoNetwork.class)
    void whatIsServedWasNeitherFittedNorJudgedOn(DemoNetwork network) {
        List<ByteBuffer> served = pixels(network.servingScenes(1, 3));

        assertThat(pixels(network.fittingScenes(3))).doesNotContainAnyElementsOf(served);
        assertThat(pixels(network.judgingScenes())).doesNotContainAnyElementsOf(served);
    }

    @Test
    void theTruthOfScenesIsKnown() {
        assertThat(DemoNetwork.DETECTOR_V3.servingScenes(1, 2).sample(0).truth())
                .isInstanceOf(Truth.Boxes.class);
        assertThat(DemoNetwork.ORIENTATION.servingScenes(1, 2).sample(0).truth())
                .isInstanceOf(Truth.Label.class);
    }

    private static List<ByteBuffer> pixels(ImageSet scenes) {
        List<ByteBuffer> pixels = new ArrayList<>();
        for (int i = 0; i < Math.min(4, scenes.size()); i++) {
            PackedImage image = scenes.sample(i).image();
            pixels.add(image.data());
        }
        return pixels;
    }
}
