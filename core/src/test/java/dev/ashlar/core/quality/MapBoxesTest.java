/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapBoxesTest {
    private static final MapBoxes EXACT = new MapBoxes(0.3, 0.6, 3, 0);

    private static Tensor map(int width, int height) {
        return Tensor.allocate(ElementType.FLOAT32, Shape.of(1, 1, height, width));
    }

    private static void fill(Tensor map, int left, int top, int right, int bottom, float probability) {
        int width = (int) map.shape().dim(3);
        FloatBuffer values = map.floats();
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                values.put(y * width + x, probability);
            }
        }
    }

    @Test
    void findsEveryDrawnRectangleAndNoNoise() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int width = 32 * (1 + random.nextInt(4));
            int height = 32 * (1 + random.nextInt(4));
            Tensor map = map(width, height);
            FloatBuffer values = map.floats();
            for (int i = 0; i < values.limit(); i++) {
                values.put(i, random.nextFloat() * 0.29f);
            }
            List<Box> drawn = new ArrayList<>();
            for (int cellY = 0; cellY < height; cellY += 32) {
                for (int cellX = 0; cellX < width; cellX += 32) {
                    if (random.nextInt(3) == 0) {
                        drawn.add(draw(random, map, cellX, cellY, width, height));
                    } else if (random.nextBoolean()) {
                        values.put((cellY + 15) * width + cellX + 15, 1f);
                    }
                }
            }
            assertThat(EXACT.decode(map)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(drawn);
        }
    }

    /** Draws a rectangle of at least 3 x 3 that does not touch the border of its cell of 32 x 32. */
    private static Box draw(Random random, Tensor map, int cellX, int cellY, int width, int height) {
        int left = cellX + 1 + random.nextInt(14);
        int top = cellY + 1 + random.nextInt(14);
        int right = left + 3 + random.nextInt(14);
        int bottom = top + 3 + random.nextInt(14);
        fill(map, left, top, right, bottom, 0.6f + 0.4f * random.nextFloat());
        return new Box((double) left / width, (double) top / height, (double) right / width, (double) bottom / height);
    }

    @Test
    void findsNothingInAnEmptyMapNorInOneOfNaN() {
        assertThat(MapBoxes.text().decode(map(20, 10))).isEmpty();
        Tensor nan = map(20, 10);
        fill(nan, 0, 0, 20, 10, Float.NaN);
        assertThat(MapBoxes.text().decode(nan)).isEmpty();
    }

    @Test
    void findsOneBoxInAFullMap() {
        Tensor map = map(20, 10);
        fill(map, 0, 0, 20, 10, 1);
        assertThat(MapBoxes.text().decode(map)).containsExactly(new Box(0, 0, 1, 1));
    }

    @Test
    void joinsPlacesThatTouchAtACorner() {
        Tensor map = map(20, 20);
        fill(map, 2, 2, 6, 6, 1);
        fill(map, 6, 6, 10, 10, 1);
        assertThat(EXACT.decode(map)).containsExactly(new Box(0.1, 0.1, 0.5, 0.5));
    }

    @Test
    void dropsWhatIsTooNarrowOrTooUnsure() {
        Tensor map = map(20, 20);
        fill(map, 2, 2, 4, 18, 1);
        fill(map, 10, 2, 18, 18, 0.5f);
        assertThat(EXACT.decode(map)).isEmpty();
        assertThat(new MapBoxes(0.3, 0.5, 2, 0).decode(map)).hasSize(2);
    }

    @Test
    void takesOnlyPlacesAboveTheThreshold() {
        Tensor map = map(20, 20);
        fill(map, 2, 2, 10, 10, 0.5f);
        assertThat(new MapBoxes(0.5, 0, 1, 0).decode(map)).isEmpty();
        assertThat(new MapBoxes(0.49, 0, 1, 0).decode(map)).hasSize(1);
    }

    @Test
    void growsABoxByAreaOverPerimeterAndNotBeyondTheMap() {
        Tensor map = map(100, 100);
        fill(map, 40, 40, 60, 50, 1);
        double margin = 1.5 * 20 * 10 / (2 * (20 + 10));
        Box grown = MapBoxes.text().decode(map).get(0);
        assertThat(grown.left()).isCloseTo((40 - margin) / 100, within(1e-12));
        assertThat(grown.top()).isCloseTo((40 - margin) / 100, within(1e-12));
        assertThat(grown.right()).isCloseTo((60 + margin) / 100, within(1e-12));
        assertThat(grown.bottom()).isCloseTo((50 + margin) / 100, within(1e-12));
        Tensor corner = map(100, 100);
        fill(corner, 0, 95, 20, 100, 1);
        assertThat(MapBoxes.text().decode(corner).get(0).left()).isZero();
        assertThat(MapBoxes.text().decode(corner).get(0).bottom()).isOne();
    }

    @Test
    void refusesWhatIsNoMap() {
        assertThatThrownBy(() -> EXACT.decode(Tensor.allocate(ElementType.FLOAT32, Shape.of(1, 2, 4, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A probability map must have the shape 1x1xHxW, not 1x2x4x4.");
        assertThatThrownBy(() -> EXACT.decode(Tensor.allocate(ElementType.FLOAT32, Shape.of(4, 4))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesParametersOutOfRange() {
        assertThatThrownBy(() -> new MapBoxes(1.1, 0.6, 3, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MapBoxes(0.3, -0.1, 3, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MapBoxes(0.3, 0.6, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MapBoxes(0.3, 0.6, 3, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
