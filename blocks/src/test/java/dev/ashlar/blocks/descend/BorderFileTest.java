/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BorderFileTest {
    private static final Shape ROW = Shape.of(1, 3, 5);
    private static final int BYTES = 60;

    @TempDir
    Path folder;

    private static Tensor row(long seed) {
        float[] values = new float[15];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.of(ROW, values);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BYTES, 3 * BYTES + 7, 1 << 20})
    void givesBackEveryRowHoweverItIsMapped(int mapped) {
        try (BorderFile file = BorderFile.in(folder, ElementType.FLOAT32, ROW, 10, mapped)) {
            for (int i = 9; i >= 0; i -= 2) {
                file.put(i, row(i));
            }
            for (int i = 1; i < 10; i += 2) {
                assertThat(file.get(i).toFloats()).as("row %d", i).isEqualTo(row(i).toFloats());
            }
        }
    }

    @Test
    void rowsThatNobodyWroteAreZeros() {
        try (BorderFile file = BorderFile.in(folder, ElementType.FLOAT32, ROW, 4)) {
            file.put(0, row(1));
            assertThat(file.get(3).toFloats()).containsOnly(0);
        }
    }

    @Test
    void leavesNothingBehind() {
        try (BorderFile file = BorderFile.in(folder, ElementType.FLOAT32, ROW, 4)) {
            file.put(2, row(1));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhatCannotBeWrittenAndWhatToDo() {
        BorderFile closed = BorderFile.in(folder, ElementType.FLOAT32, ROW, 4);
        closed.close();
        assertThatThrownBy(() -> closed.put(0, row(1)))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--cache-bytes");
        assertThatThrownBy(() -> BorderFile.in(folder.resolve("none"), ElementType.FLOAT32, ROW, 4))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("none");
    }
}
