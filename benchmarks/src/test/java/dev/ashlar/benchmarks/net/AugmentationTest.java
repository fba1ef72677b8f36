/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.graph.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final Batch ROW =
            new Batch(1, Map.of("x", Shape.of(1, 1, 1, 3)), Map.of("x", new float[] {1, 2, 3}));

    private static Set<String> seen(Augmentation augmentation) {
        Set<String> seen = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            seen.add(Arrays.toString(Lookup.in(augmentation.of(ROW, random).values(), "x")));
        }
        return seen;
    }

    @Test
    void shiftsByAsMuchAsItMayAndFillsWithZeros() {
        assertThat(seen(new Augmentation(1, false)))
                .containsExactlyInAnyOrder("[1.0, 2.0, 3.0]", "[0.0, 1.0, 2.0]", "[2.0, 3.0, 0.0]", "[0.0, 0.0, 0.0]");
    }

    @Test
    void flipsWhereItMay() {
        assertThat(seen(new Augmentation(0, true))).containsExactlyInAnyOrder("[1.0, 2.0, 3.0]", "[3.0, 2.0, 1.0]");
    }
}
