/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DataSetTest {
    private static final int SEEDS = 60;

    /** Images whose class is their index. */
    private static DataSet numbered(int size) {
        return DataSet.of("numbers", Digest.sha256(new byte[0]), List.of(), new Samples() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public ImageSet.Sample sample(int index) {
                return new ImageSet.Sample(PackedImage.of(new byte[3], 1, 1, PixelFormat.RGB), new Truth.Label(index));
            }

            @Override
            public String place(int index) {
                return "number " + index;
            }
        });
    }

    private static List<Integer> numbers(DataSet set) {
        return IntStream.range(0, set.size())
                .mapToObj(i -> set.sample(i).truth())
                .map(truth -> ((Truth.Label) truth).index())
                .toList();
    }

    @Test
    void aSubsetIsDrawnInOrderAndWithoutRepetition() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DataSet all = numbered(1 + random.nextInt(200));
            int count = 1 + random.nextInt(all.size());
            DataSet subset = all.subset(seed, count);
            assertThat(numbers(subset))
                    .as("seed %d", seed)
                    .hasSize(count)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(numbers(all.subset(seed, count))).as("seed %d", seed).isEqualTo(numbers(subset));
            assertThat(numbers(all.subset(seed, all.size())))
                    .as("seed %d", seed)
                    .isEqualTo(numbers(all));
        }
    }

    @Test
    void aSmallerSubsetIsPartOfAGreaterOne() {
        for (long seed = 0; seed < SEEDS; seed++) {
            DataSet all = numbered(100);
            assertThat(numbers(all.subset(seed, 60))).as("seed %d", seed).containsAll(numbers(all.subset(seed, 25)));
        }
    }

    @Test
    void partsNeverOverlap() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            DataSet all = numbered(30 + random.nextInt(300)).subset(seed + 1, 30);
            double first = 0.1 + 0.3 * random.nextDouble();
            double second = 0.1 + 0.3 * random.nextDouble();
            List<DataSet> parts = all.split(seed, first, second, 1 - first - second);
            Set<Integer> seen = new HashSet<>();
            for (DataSet part : parts) {
                for (int number : numbers(part)) {
                    assertThat(seen.add(number))
                            .as("seed %d, image %d", seed, number)
                            .isTrue();
                }
            }
            assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(numbers(all));
            assertThat(parts.get(0).size()).as("seed %d", seed).isEqualTo((int) Math.round(first * all.size()));
        }
    }

    @Test
    void everySelectionHasADigestOfItsOwn() {
        DataSet all = numbered(50);
        List<DataSet> halves = all.split(1, 0.5, 0.5);
        List<Digest> digests = List.of(
                all.digest(),
                all.subset(1, 10).digest(),
                all.subset(2, 10).digest(),
                all.subset(1, 11).digest(),
                halves.get(0).digest(),
                halves.get(1).digest(),
                halves.get(0).subset(1, 10).digest());
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(all.subset(1, 10).digest()).isEqualTo(all.subset(1, 10).digest());
        assertThat(all.subset(1, 10).name()).isEqualTo("numbers[10 of 50, seed 1]");
    }

    @Test
    void refusesSelectionsThatCannotBe() {
        DataSet all = numbered(10);
        assertThatThrownBy(() -> all.subset(1, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.subset(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.split(1, 0.6, 0.6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.split(1, 0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.split(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.sample(10)).isInstanceOf(IllegalArgumentException.class);
    }
}
