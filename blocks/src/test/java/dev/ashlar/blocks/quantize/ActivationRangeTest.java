/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationRangeTest {
    private static final int PARTS = 16;

    private static FloatBuffer direct(float[] values) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(4 * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return buffer.put(0, values);
    }

    private static float[] counting(int from, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + i;
        }
        return values;
    }

    /** Counts up to {@code total} in tensors of random sizes. */
    private static ActivationRange countedTo(int total, long seed) {
        ActivationRange range = new ActivationRange(seed);
        Random random = new Random(seed);
        for (int from = 0; from < total; ) {
            int count = Math.min(total - from, 1 + random.nextInt(20_000));
            range.add(direct(counting(from, count)));
            from += count;
        }
        return range;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, ActivationRange.RESERVOIR - 1, ActivationRange.RESERVOIR})
    void keepsAllValuesWhileTheyAreFew(int total) {
        assertThat(countedTo(total, 1).drawn()).containsExactly(counting(0, total));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void drawsEveryValueWithTheSameChance(long seed) {
        int total = 12 * ActivationRange.RESERVOIR;
        float[] drawn = countedTo(total, seed).drawn();
        Arrays.sort(drawn);
        assertThat(drawn).as("seed %d", seed).hasSize(ActivationRange.RESERVOIR).doesNotHaveDuplicates();
        int[] counts = new int[PARTS];
        for (float value : drawn) {
            counts[(int) (((long) value) * PARTS / total)]++;
        }
        double expected = (double) ActivationRange.RESERVOIR / PARTS;
        for (int part = 0; part < PARTS; part++) {
            assertThat((double) counts[part])
                    .as("seed %d, part %d of %d", seed, part, PARTS)
                    .isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void rangesOverValuesThatFillIt() {
        ActivationRange range = new ActivationRange(1);
        float[] values = new float[50_000];
        Random random = new Random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 3 - 1;
        }
        range.add(direct(values));
        assertThat((double) range.best().scale()).isCloseTo(3.0 / 255, within(1e-4));
        assertThat(range.best().zeroPoint()).isEqualTo(85);
    }

    @Test
    void clipsAFewOutliers() {
        ActivationRange range = new ActivationRange(1);
        float[] values = new float[50_000];
        Random random = new Random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        values[7] = 1.4f;
        range.add(direct(values));
        assertThat((double) range.best().scale()).isLessThan(1.35f / 255);
    }

    @Test
    void anOutlierOfOneSideDoesNotCostTheOtherItsRange() {
        ActivationRange range = new ActivationRange(1);
        float[] values = new float[60_000];
        Random random = new Random(4);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        values[7] = 1.25f;
        range.add(direct(values));
        ActivationRange.Scale best = range.best();
        assertThat((double) best.zeroPoint() * best.scale()).as("below").isCloseTo(1, within(0.01));
        assertThat((255.0 - best.zeroPoint()) * best.scale()).as("above").isCloseTo(1, within(0.01));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isNeverWorseThanTheFullRange(long seed) {
        Random random = new Random(seed);
        ActivationRange range = new ActivationRange(seed);
        float[] values = new float[20_000];
        float low = 0;
        float high = 0;
        double tail = 0.5 + 3 * random.nextDouble();
        for (int i = 0; i < values.length; i++) {
            double drawn = random.nextGaussian();
            values[i] = (float) (Math.signum(drawn) * Math.pow(Math.abs(drawn), tail)) + (seed % 3 - 1);
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        range.add(direct(values));
        double full = ActivationRange.Scale.of(low, high).squaredError(values);
        assertThat(range.best().squaredError(values)).as("seed %d", seed).isLessThanOrEqualTo(full);
    }

    @Test
    void hasAScaleForZerosAlone() {
        ActivationRange range = new ActivationRange(1);
        range.add(direct(new float[10]));
        assertThat(range.best().scale()).isPositive();
    }
}
