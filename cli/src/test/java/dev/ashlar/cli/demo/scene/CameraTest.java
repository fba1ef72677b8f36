/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CameraTest {
    private static final Camera PERFECT = new Camera(0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1);

    @Test
    void aPerfectCameraChangesNothing() {
        assertThat(PERFECT.take(new int[] {0x010203, 0xfffe80}, 2, 1)).containsExactly(1, 2, 3, 0xff, 0xfe, 0x80);
    }

    @Test
    void blurLeavesAnEvenPictureAndTheMeanOfASpot() {
        int[] even = new int[35 * 35];
        Arrays.fill(even, 0x4080c0);
        int[] spot = new int[35 * 35];
        spot[17 * 35 + 17] = 0xff0000;
        for (double size : new double[] {0.5, 1.3, 3}) {
            assertThat(Blur.lens(even, 35, 35, size)).as("lens %s", size).containsOnly(0x4080c0);
            assertThat(Blur.motion(even, 35, 35, 3 * size, 1))
                    .as("motion %s", size)
                    .containsOnly(0x4080c0);
            assertThat((double) red(Blur.motion(spot, 35, 35, 3 * size, 1))).isCloseTo(255, within(6.0));
        }
        assertThat((double) red(Blur.lens(spot, 35, 35, 0.8))).isCloseTo(255, within(12.0));
    }

    @Test
    void blurOfMotionFollowsItsDirection() {
        int[] spot = new int[15 * 15];
        spot[7 * 15 + 7] = 0xff0000;
        int[] along = Blur.motion(spot, 15, 15, 4, 0);

        for (int i = 0; i < along.length; i++) {
            assertThat(along[i] != 0).as("place %d", i).isEqualTo(i / 15 == 7 && i % 15 >= 5 && i % 15 <= 9);
        }
    }

    @Test
    void noiseIsTheSameForTheSameSeedAndHasItsDeviation() {
        int[] gray = new int[64 * 64];
        Arrays.fill(gray, 0x808080);
        Camera noisy = new Camera(0, 0, 0, 1, 1, 0, 0, 0, 0, 8, 4);
        byte[] first = noisy.take(gray, 64, 64);
        double squares = 0;
        for (byte value : first) {
            squares += Math.pow((value & 0xff) + 0.5 - 128, 2);
        }

        assertThat(noisy.take(gray, 64, 64)).isEqualTo(first);
        assertThat(Math.sqrt(squares / first.length)).isCloseTo(8, within(0.5));
    }

    private static int red(int[] pixels) {
        return Arrays.stream(pixels).map(pixel -> pixel >> 16).sum();
    }
}
