/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import static dev.ashlar.core.block.Catalogs.block;
import static dev.ashlar.core.block.Catalogs.original;
import static dev.ashlar.core.block.Catalogs.pruned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {
    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void beginsWithItsOriginal() {
        Block block = block("b0", "x", "y", 10, original("a"), pruned("half", 0.5, "p"));
        assertThat(block.original().isOriginal()).isTrue();
        assertThat(block.descendant(new DescendantId("half")).isOriginal()).isFalse();
        assertRefused(
                () -> block("b0", "x", "y", 10, pruned("half", 0.5, "p"), original("a")),
                "The first descendant of block b0 must be the original.");
        assertRefused(() -> block("b0", "x", "y", 10), "The first descendant of block b0 must be the original.");
    }

    @Test
    void refusesTwoDescendantsOfOneName() {
        assertRefused(
                () -> block("b0", "x", "y", 10, original("a"), pruned("p", 0.5, "p"), pruned("p", 0.4, "q")),
                "Block b0 has two descendants named p.");
    }

    @Test
    void refusesMoreElasticWorkThanWork() {
        assertThat(block("b0", "x", "y", 1000, original("a")).isGlue()).isFalse();
        assertRefused(
                () -> block("b0", "x", "y", 1001, original("a")),
                "The elastic multiply-accumulates (1001) of block b0 must lie between 0 and 1000.");
        assertThatThrownBy(() -> block("b0", "x", "y", -1, original("a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mustReadAndWriteSomething() {
        Block block = block("b0", "x", "y", 0, original("a"));
        assertRefused(
                () -> new Block(block.id(), List.of(), block.outputs(), 1, 0, 0, block.descendants(), List.of()),
                "Block b0 must have an input and an output.");
        assertRefused(
                () -> new Block(block.id(), block.inputs(), List.of(), 1, 0, 0, block.descendants(), List.of()),
                "Block b0 must have an input and an output.");
    }

    @Test
    void changesItsChoicesAndKeepsTheRest() {
        Block block = block("b0", "x", "y", 10, original("a"));
        DroppedDescendant dropped = new DroppedDescendant(new DescendantId("quarter"), "too inexact", "test");
        Block changed = block.with(List.of(original("a"), pruned("half", 0.5, "p")), List.of(dropped));
        assertThat(changed.descendants()).hasSize(2);
        assertThat(changed.dropped()).containsExactly(dropped);
        assertThat(changed.inputs()).isEqualTo(block.inputs());
    }

    @Test
    void isTheOriginalExactlyIfNothingWasCompressed() {
        assertRefused(
                () -> new Descendant(
                        DescendantId.ORIGINAL,
                        List.of(new Compression.Int8()),
                        new Digest("d"),
                        1,
                        1,
                        1,
                        0,
                        "quantize"),
                "Exactly the original has no compression; descendant original has 1.");
        assertRefused(
                () -> new Descendant(new DescendantId("x"), List.of(), new Digest("d"), 1, 1, 1, 0, "nothing"),
                "Exactly the original has no compression; descendant x has 0.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFeatureErrorThatIsNoError(double error) {
        assertThatThrownBy(() ->
                        new Descendant(DescendantId.ORIGINAL, List.of(), new Digest("d"), 1, 1, 1, error, "import"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The feature error (" + error + ") of descendant original");
    }

    @Test
    void refusesNegativeSizes() {
        for (long[] sizes : new long[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}) {
            assertThatThrownBy(() -> new Descendant(
                            DescendantId.ORIGINAL,
                            List.of(),
                            new Digest("d"),
                            sizes[0],
                            sizes[1],
                            sizes[2],
                            0,
                            "import"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN})
    void keepsSomeChannelsAndNotAll(double keep) {
        assertThatThrownBy(() -> new Compression.ChannelPruning(keep)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Compression.LowRank(keep)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foldsEveryKindOfCompression() {
        Compression pruning = new Compression.ChannelPruning(0.5);
        Compression lowRank = new Compression.LowRank(0.25);
        Compression int8 = new Compression.Int8();
        assertThat(told(pruning)).isEqualTo("keep 0.5");
        assertThat(told(lowRank)).isEqualTo("rank 0.25");
        assertThat(told(int8)).isEqualTo("int8");
    }

    private static String told(Compression compression) {
        return compression.fold(
                pruning -> "keep " + pruning.keep(),
                lowRank -> "rank " + lowRank.keep(),
                int8 -> "int8",
                polish -> "polish " + polish.base());
    }
}
