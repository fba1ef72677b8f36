/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import java.util.List;
import org.junit.jupiter.api.Test;

class DominanceTest {

    private static Descendant made(Compression how, long macs, long bytes, double error) {
        Digest digest = Digest.sha256(new byte[] {1});
        return new Descendant(new DescendantId("made"), List.of(how), digest, 1, bytes, macs, error, "recipe");
    }

    @Test
    void oneThatIsBetterInNothingIsDominated() {
        Compression half = new Compression.ChannelPruning(0.5);
        Compression rank = new Compression.LowRank(0.5);
        Descendant pruned = made(half, 50, 50, 0.1);
        assertThat(Dominance.dominates(pruned, made(rank, 50, 51, 0.1))).isTrue();
        assertThat(Dominance.dominates(pruned, made(rank, 49, 51, 0.2))).isFalse();
        assertThat(Dominance.dominates(pruned, made(rank, 60, 60, 0.09))).isFalse();
        assertThat(Dominance.dominates(pruned, made(rank, 60, 40, 0.2))).isFalse();
    }

    @Test
    void equalsDoNotDominateEachOther() {
        Descendant left = made(new Compression.ChannelPruning(0.5), 50, 50, 0.1);
        Descendant right = made(new Compression.LowRank(0.5), 50, 50, 0.1);
        assertThat(Dominance.dominates(left, right)).isFalse();
        assertThat(Dominance.dominates(right, left)).isFalse();
    }

    @Test
    void computeOfOtherPrecisionSaysNothing() {
        Descendant rounded = made(new Compression.Int8(), 100, 25, 0.01);
        Descendant pruned = made(new Compression.ChannelPruning(0.9), 100, 100, 0.02);
        assertThat(Dominance.dominates(rounded, pruned)).isFalse();
    }
}
