/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.util.function.Function;

/** One way to make a block cheaper. Several can be applied to one block, in order. */
public sealed interface Compression {

    /** Folds the kind; the compiler holds every caller to all of them. */
    <R> R fold(Function<ChannelPruning, R> pruning, Function<LowRank, R> lowRank, Function<Int8, R> int8);

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
        public <R> R fold(Function<ChannelPruning, R> pruning, Function<LowRank, R> lowRank, Function<Int8, R> int8) {
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
        public <R> R fold(Function<ChannelPruning, R> pruning, Function<LowRank, R> lowRank, Function<Int8, R> int8) {
            return lowRank.apply(this);
        }
    }

    /** Weights and activations are rounded to 8 bits: per-channel weights, one scale per activation tensor (QDQ). */
    record Int8() implements Compression {
        @Override
        public <R> R fold(Function<ChannelPruning, R> pruning, Function<LowRank, R> lowRank, Function<Int8, R> int8) {
            return int8.apply(this);
        }
    }
}
