/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.workload.StreamId;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {
    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("model", (Function<String, Object>) ModelId::new),
                Arguments.of("block", (Function<String, Object>) BlockId::new),
                Arguments.of("descendant", (Function<String, Object>) DescendantId::new),
                Arguments.of("stream", (Function<String, Object>) StreamId::new));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areWrittenAsTheyAreAndEqualByValue(String kind, Function<String, Object> id) {
        assertThat(id.apply("keep-50.v2_x")).hasToString("keep-50.v2_x").isEqualTo(id.apply("keep-50.v2_x"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refuseWhatIsNoFileName(String kind, Function<String, Object> id) {
        for (String name : new String[] {"", "../up", "a/b", ".x", "x".repeat(81)}) {
            assertThatThrownBy(() -> id.apply(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(kind + " name");
        }
    }

    @Test
    void areOrderedByName() {
        assertThat(new ModelId("a")).isLessThan(new ModelId("b"));
        assertThat(new BlockId("b01")).isLessThan(new BlockId("b02"));
        assertThat(new DescendantId("x")).isGreaterThan(DescendantId.ORIGINAL);
        assertThat(new StreamId("b")).isGreaterThan(new StreamId("a"));
    }
}
