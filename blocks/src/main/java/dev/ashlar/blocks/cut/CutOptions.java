/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import dev.ashlar.core.unit.Argument;
import java.util.Set;

/**
 * How a network is to be cut.
 *
 * @param minBlocks fewest blocks wanted; fewer are made where more would bring no more choices
 * @param maxBlocks most blocks
 * @param pins names of tensors that must be borders
 */
public record CutOptions(int minBlocks, int maxBlocks, Set<String> pins) {
    /** More are not worth their borders. */
    public static final int MOST_BLOCKS = 64;

    public static final CutOptions DEFAULT = new CutOptions(4, 10, Set.of());

    public CutOptions {
        pins = Set.copyOf(pins);
        Argument.require(
                minBlocks >= 1 && minBlocks <= maxBlocks && maxBlocks <= MOST_BLOCKS,
                "The number of blocks (%d to %d) must lie between 1 and %d and not run backwards.",
                minBlocks,
                maxBlocks,
                MOST_BLOCKS);
    }
}
