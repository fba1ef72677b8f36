/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.function.Function;

/** One way to make a block cheaper. Several can be applied to one block, in order. */
public sealed interface Compression {

    /** Folds the kind; the compiler holds every caller to all of them. */
    <R> R fold(
            Function<ChannelPruning, R> pruning,
            Function<LowRank, R> lowRank,
            Function<Int8, R> int8,
            Function<Polish, R> polish);

    /**
     * Inner channels are removed and the layers that read them refitted.
     *
     * @param keep the share of each layer's inner channels that was asked to stay, above 0 and below 1
     */
    record ChannelPruning(double keep) implements Compression {
        public ChannelPruning {
            Argument.require(
                    keep > 0 && keep < 1, "The share of channels to keep (%s) must be above 0 and below 1.", keep);
        }

        @Override
        public <R> R fold(
                Function<ChannelPruning, R> pruning,
                Function<LowRank, R> lowRank,
                Function<Int8, R> int8,
                Function<Polish, R> polish) {
            return pruning.apply(this);
        }
    }

    /**
     * Large layers are replaced by two thin ones, whose product has a lower rank.
     *
     * @param keep the share of the multiply-accumulates of those layers that was asked to stay, above 0 and below 1
     */
    record LowRank(double keep) implements Compression {
        public LowRank {
            Argument.require(
                    keep > 0 && keep < 1, "The share of the compute to keep (%s) must be above 0 and below 1.", keep);
        }

        @Override
        public <R> R fold(
                Function<ChannelPruning, R> pruning,
                Function<LowRank, R> lowRank,
                Function<Int8, R> int8,
                Function<Polish, R> polish) {
            return lowRank.apply(this);
        }
    }

    /** Weights and activations are rounded to 8 bits: per-channel weights, one scale per activation tensor (QDQ). */
    record Int8() implements Compression {
        @Override
        public <R> R fold(
                Function<ChannelPruning, R> pruning,
                Function<LowRank, R> lowRank,
                Function<Int8, R> int8,
                Function<Polish, R> polish) {
            return int8.apply(this);
        }
    }

    /**
     * The last layers are fitted to what the original network answers, for one composition alone: with these descendants
     * in the blocks before.
     *
     * @param base the descendant whose last layers were fitted
     * @param before one descendant for every block before this one, in block order
     */
    record Polish(DescendantId base, List<DescendantId> before) implements Compression {
        public Polish {
            before = List.copyOf(before);
        }

        @Override
        public <R> R fold(
                Function<ChannelPruning, R> pruning,
                Function<LowRank, R> lowRank,
                Function<Int8, R> int8,
                Function<Polish, R> polish) {
            return polish.apply(this);
        }
    }
}
