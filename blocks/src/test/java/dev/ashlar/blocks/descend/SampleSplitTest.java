/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleSplitTest {
    @Test
    void aSmallerSplitKeepsWhatEachImageIsFor() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            SampleSplit all = SampleSplit.of(7 + random.nextInt(4000));
            SampleSplit few = all.closedForm(1 + random.nextInt(SampleSplit.CLOSED_FORM));
            int most = few.images().size() + random.nextInt(all.images().size());
            SampleSplit smaller = all.smaller(most, few);
            assertThat(smaller.images())
                    .as("seed %d", seed)
                    .hasSizeLessThanOrEqualTo(most)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .containsAll(few.images());
            assertThat(images(all, all.fitted())).as("seed %d", seed).containsAll(images(smaller, smaller.fitted()));
            assertThat(images(all, all.stopping()))
                    .as("seed %d", seed)
                    .containsAll(images(smaller, smaller.stopping()));
            assertThat(images(smaller, smaller.judging()))
                    .as("seed %d", seed)
                    .isEqualTo(images(few, few.judging()))
                    .isNotEmpty();
            assertThat(images(all, all.judging())).as("seed %d", seed).containsAll(images(few, few.judging()));
            assertThat(smaller.fitted().size()
                            + smaller.stopping().size()
                            + smaller.judging().size())
                    .as("seed %d", seed)
                    .isEqualTo(smaller.images().size());
            assertThat(smaller.share())
                    .as("seed %d", seed)
                    .isCloseTo((double) smaller.fitted().size() / all.fitted().size(), within(1e-9));
        }
    }

    @Test
    void rangesAreOfTheSameImagesInEverySplit() {
        for (int count : new int[] {7, 120, 1439, 1441, 6000}) {
            SampleSplit all = SampleSplit.of(count);
            SampleSplit few = all.closedForm(SampleSplit.CLOSED_FORM);
            SampleSplit between = all.smaller((few.images().size() + count) / 2, few);
            assertThat(images(few, few.ranging()))
                    .as("%d images", count)
                    .isNotEmpty()
                    .isEqualTo(images(all, all.ranging()))
                    .isEqualTo(images(between, between.ranging()));
            assertThat(new HashSet<>(few.fitted())).as("%d images", count).containsAll(few.ranging());
        }
    }

    @Test
    void shortTimeIsForFewerImagesAndTooLittleForNone() {
        SampleSplit all = SampleSplit.of(6000);
        SampleSplit few = all.closedForm(SampleSplit.CLOSED_FORM);
        double each = 1e9;
        assertThat(BlockPasses.learning(all, few, each, Duration.ofHours(5))).isSameAs(all);
        SampleSplit half = BlockPasses.learning(all, few, each, Duration.ofMinutes(150));
        assertThat(half).isNotNull();
        assertThat(half.images()).hasSize(3000);
        assertThat(BlockPasses.learning(all, few, each, Duration.ofHours(1))).isNull();
        assertThat(BlockPasses.learning(all, few, 0, Duration.ZERO)).isNull();
    }

    private static List<Integer> images(SampleSplit split, List<Integer> rows) {
        List<Integer> images = new ArrayList<>();
        rows.forEach(row -> images.add(split.images().get(row)));
        return images;
    }
}
