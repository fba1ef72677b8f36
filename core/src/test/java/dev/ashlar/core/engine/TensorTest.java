/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TensorTest {
    private static final Shape PAIR = Shape.of(1, 2);

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void beginsAsZerosInADirectBufferOfNativeOrder() {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT32, Shape.of(2, 3));
        assertThat(tensor.toFloats()).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(tensor.data().isDirect()).isTrue();
        assertThat(tensor.data().order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(tensor).hasToString("FLOAT32 2x3");
    }

    @Test
    void sharesTheBufferThatItWraps() {
        ByteBuffer data = direct(8);
        Tensor tensor = Tensor.wrap(ElementType.FLOAT32, PAIR, data);
        data.putFloat(4, 7f);
        assertThat(tensor.toFloats()).containsExactly(0, 7);
        assertThat(tensor.type()).isEqualTo(ElementType.FLOAT32);
        assertThat(tensor.shape()).isEqualTo(PAIR);
    }

    @Test
    void seesTheWholeBufferWhateverItsPositionAndLimit() {
        ByteBuffer data = direct(8).position(3).limit(5);
        Tensor tensor = Tensor.wrap(ElementType.FLOAT32, PAIR, data);
        assertThat(tensor.floats().remaining()).isEqualTo(2);
        assertThat(data.position()).isEqualTo(3);
        assertThat(data.limit()).isEqualTo(5);
    }

    @Test
    void handsOutViewsThatDoNotDisturbEachOther() {
        Tensor tensor = Tensor.of(PAIR, 1, 2);
        FloatBuffer first = tensor.floats();
        first.get();
        assertThat(tensor.floats().position()).isZero();
        tensor.data().position(4);
        assertThat(tensor.data().position()).isZero();
    }

    @Test
    void refusesBuffersItCannotHandToAnEngine() {
        for (ByteBuffer wrong : new ByteBuffer[] {
            ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()),
            ByteBuffer.allocateDirect(8).order(other()),
            direct(9),
            direct(7)
        }) {
            assertThatThrownBy(() -> Tensor.wrap(ElementType.FLOAT32, PAIR, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be direct, of native order and hold 8 bytes");
        }
    }

    private static ByteOrder other() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Test
    void refusesAsManyValuesAsItHasNoRoomFor() {
        assertThatThrownBy(() -> Tensor.of(PAIR, 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A tensor of shape 1x2 needs 2 values, not 3.");
    }

    @Test
    void refusesShapesThatAreFreeOrTooLargeForABuffer() {
        assertThatThrownBy(() -> Tensor.allocate(ElementType.FLOAT32, Shape.of(-1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.allocate(ElementType.FLOAT32, Shape.of(1 << 20, 1 << 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576x1024");
    }

    @Test
    void readsFloatsOnlyFromFloats() {
        assertThatThrownBy(() -> Tensor.allocate(ElementType.INT64, PAIR).floats())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A INT64 tensor cannot be read as floats.");
    }

    @Test
    void findsTheFirstOfTheGreatest() {
        assertThat(Tensor.of(Shape.of(4), 1, 3, 3, 2).argMax()).isEqualTo(1);
        assertThat(Tensor.of(Shape.of(3), -5, -4, -9).argMax()).isEqualTo(1);
        assertThat(Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY)
                        .argMax())
                .isZero();
    }

    @Test
    void letsNaNNeverWin() {
        assertThat(Tensor.of(Shape.of(3), Float.NaN, 1, 2).argMax()).isEqualTo(2);
        assertThat(Tensor.of(Shape.of(2), Float.NaN, Float.NEGATIVE_INFINITY).argMax())
                .isEqualTo(1);
        assertThat(Tensor.of(Shape.of(2), Float.NaN, Float.NaN).argMax()).isEqualTo(-1);
    }
}
