/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelGraphTest {
    private static final TensorSpec X = spec("x");
    private static final TensorSpec Y = spec("y");

    private static TensorSpec spec(String name) {
        return TensorSpec.of(name, ElementType.FLOAT32, Shape.of(1, 2));
    }

    private static Operator operator(String name, List<String> inputs, List<String> outputs) {
        return new Operator(name, "Relu", inputs, List.of(), outputs, 10, 4);
    }

    private static ModelGraph graph(List<TensorSpec> outputs, Operator... operators) {
        return new ModelGraph(X, outputs, List.of(operators), Map.of("x", X, "y", Y));
    }

    @Test
    void takesOperatorsInTopologicalOrder() {
        ModelGraph graph = graph(
                List.of(Y), operator("a", List.of("x"), List.of("h")), operator("b", List.of("h", "x"), List.of("y")));
        assertThat(graph.macs()).isEqualTo(20);
        assertThat(graph.tensor("y")).isEqualTo(Y);
    }

    @Test
    void refusesAnOperatorBeforeItsInput() {
        assertThatThrownBy(() -> graph(
                        List.of(Y),
                        operator("b", List.of("h"), List.of("y")),
                        operator("a", List.of("x"), List.of("h"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The operator b (Relu) reads the tensor h before it is computed.");
    }

    @Test
    void refusesAnOutputThatNothingComputes() {
        assertThatThrownBy(() -> graph(List.of(Y), operator("a", List.of("x"), List.of("h"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The output y is computed by no operator.");
    }

    @Test
    void saysWhichTensorItLacks() {
        assertThatThrownBy(() -> graph(List.of(X)).tensor("z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("named z");
    }

    @Test
    void refusesOperatorsWithoutOutputOrWithNegativeCosts() {
        assertThatThrownBy(() -> operator("a", List.of("x"), List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Operator("a", "Relu", List.of(), List.of(), List.of("y"), -1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Operator("a", "Relu", List.of(), List.of(), List.of("y"), 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
