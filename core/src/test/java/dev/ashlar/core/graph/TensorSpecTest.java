/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorSpecTest {
    @Test
    void knowsItsBytesAtTheNominalShape() {
        TensorSpec spec = new TensorSpec("x", ElementType.FLOAT32, Shape.of(-1, 3), Shape.of(2, 3));
        assertThat(spec.nominalBytes()).isEqualTo(24);
        assertThat(TensorSpec.of("y", ElementType.UINT8, Shape.of(5)).nominalBytes())
                .isEqualTo(5);
    }

    @Test
    void refusesANominalShapeThatIsFreeOrDoesNotFit() {
        assertThatThrownBy(() -> TensorSpec.of("x", ElementType.FLOAT32, Shape.of(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tensor x");
        assertThatThrownBy(() -> new TensorSpec("x", ElementType.FLOAT32, Shape.of(-1, 3), Shape.of(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(2x4)");
        assertThatThrownBy(() -> TensorSpec.of("", ElementType.FLOAT32, Shape.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryElementTypeByItsOnnxNumber(ElementType type) {
        assertThat(ElementType.ofOnnx(type.onnx())).isEqualTo(type);
        assertThat(ElementType.isSupported(type.onnx())).isTrue();
        assertThat(type.bytes(Shape.of(3, 4))).isEqualTo(12L * type.bytes());
    }

    @Test
    void refusesElementTypesItDoesNotKnow() {
        assertThat(ElementType.isSupported(8)).isFalse();
        assertThatThrownBy(() -> ElementType.ofOnnx(8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(8) is not supported. Maybe");
    }

    @Test
    void hasNoBytesWhereTheShapeIsFreeOrAbsurd() {
        assertThatThrownBy(() -> ElementType.FLOAT32.bytes(Shape.of(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ElementType.FLOAT64.bytes(Shape.of(1L << 61)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
