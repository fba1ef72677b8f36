/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedImageTest {
    @Test
    void needsNoPaddingAfterItsLastRow() {
        PackedImage image = new PackedImage(ByteBuffer.allocate(10 + 6), 2, 2, 10, PixelFormat.RGB);
        assertThat(image.stride()).isEqualTo(10);
        assertThatThrownBy(() -> new PackedImage(ByteBuffer.allocate(15), 2, 2, 10, PixelFormat.RGB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The buffer of a 2 x 2 RGB image must hold 16 bytes and holds 15.");
    }

    @Test
    void isDenseUnlessAStrideIsGiven() {
        assertThat(PackedImage.of(new byte[12], 2, 2, PixelFormat.BGR).stride()).isEqualTo(6);
        assertThat(PackedImage.of(ByteBuffer.allocateDirect(4), 2, 2, PixelFormat.GRAY)
                        .stride())
                .isEqualTo(2);
    }

    @Test
    void refusesAStrideShorterThanARow() {
        assertThatThrownBy(() -> new PackedImage(ByteBuffer.allocate(100), 4, 2, 11, PixelFormat.RGB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The stride (11) of an image must be at least the bytes of a row (12).");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (1 << 15) + 1, Integer.MAX_VALUE})
    void refusesAbsurdSizes(int side) {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        assertThatThrownBy(() -> PackedImage.of(buffer, side, 1, PixelFormat.GRAY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackedImage.of(buffer, 1, side, PixelFormat.GRAY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsWithoutWrappingWhereStrideTimesRowsIsHuge() {
        assertThatThrownBy(() -> new PackedImage(ByteBuffer.allocate(64), 1, 1 << 15, 1 << 30, PixelFormat.GRAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds 64");
    }

    @Test
    void preprocessingHasOneNumberForEachChannel() {
        assertThat(Preprocessing.unit(PixelFormat.RGB).mean()).containsExactly(0.0, 0.0, 0.0);
        assertThat(Preprocessing.raw(PixelFormat.GRAY).std()).containsExactly(1.0);
        assertThatThrownBy(() -> new Preprocessing(PixelFormat.GRAY, 1, List.of(0.0, 0.0), List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Double.NaN, Double.POSITIVE_INFINITY})
    void preprocessingRefusesNumbersThatDestroyTheImage(double number) {
        List<Double> zero = List.of(0.0);
        List<Double> one = List.of(1.0);
        assertThatThrownBy(() -> new Preprocessing(PixelFormat.GRAY, number, zero, one))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Preprocessing(PixelFormat.GRAY, 1, zero, List.of(number)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Preprocessing(PixelFormat.GRAY, 1, List.of(Double.NaN), one))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
