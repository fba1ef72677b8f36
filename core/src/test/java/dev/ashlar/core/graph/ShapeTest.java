/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Shape IMAGE = Shape.of(1, 3, -1, 320);

    @Test
    void knowsItsExtents() {
        assertThat(IMAGE.rank()).isEqualTo(4);
        assertThat(IMAGE.dim(3)).isEqualTo(320);
        assertThat(IMAGE.toArray()).containsExactly(1, 3, -1, 320);
        assertThat(IMAGE.with(2, 64)).isEqualTo(Shape.of(1, 3, 64, 320));
        assertThat(IMAGE.dim(2)).isEqualTo(Shape.FREE);
    }

    @Test
    void isStaticWithoutAFreeExtent() {
        assertThat(IMAGE.isStatic()).isFalse();
        assertThat(Shape.of(2, 0).isStatic()).isTrue();
        assertThat(Shape.of().isStatic()).isTrue();
    }

    @Test
    void countsElements() {
        assertThat(Shape.of(2, 3, 4).elements()).isEqualTo(24);
        assertThat(Shape.of(2, 0, 4).elements()).isZero();
        assertThat(Shape.of().elements()).isOne();
    }

    @Test
    void hasNoElementsToCountWhereAnExtentIsFreeOrTheProductIsAbsurd() {
        assertThatThrownBy(IMAGE::elements)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The shape (1x3x?x320) has a free extent and no number of elements.");
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40).elements())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1099511627776x1099511627776");
    }

    @Test
    void admitsWhatAgreesWhereItIsNotFree() {
        assertThat(IMAGE.admits(Shape.of(1, 3, 7, 320))).isTrue();
        assertThat(IMAGE.admits(Shape.of(1, 3, 7, 321))).isFalse();
        assertThat(IMAGE.admits(Shape.of(1, 3, 320))).isFalse();
        assertThat(Shape.of().admits(Shape.of())).isTrue();
    }

    @Test
    void isWrittenLikeAnEngineerWould() {
        assertThat(IMAGE).hasToString("1x3x?x320");
        assertThat(Shape.of()).hasToString("()");
    }

    @Test
    void doesNotFollowTheListItWasMadeOf() {
        List<Long> dims = new ArrayList<>(List.of(1L, 2L));
        Shape shape = new Shape(dims);
        dims.set(0, 9L);
        assertThat(shape).isEqualTo(Shape.of(1, 2));
    }

    @Test
    void refusesNegativeExtentsAndAbsurdRanks() {
        assertThatThrownBy(() -> Shape.of(1, -2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Shape(Collections.nCopies(16, 1L)).rank()).isEqualTo(16);
        assertThatThrownBy(() -> new Shape(Collections.nCopies(17, 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The rank (17) of a shape must be at most 16.");
    }
}
