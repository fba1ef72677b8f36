/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.unit.Argument;

/**
 * What a frame takes longer where two blocks that pass tensors on are of different precision, one of 8 bits and the
 * other not: what is passed on is rounded or expanded, and laid out anew.
 *
 * @param from the block that writes
 * @param to the block that reads
 * @param nanos the median; 0 or more
 */
public record BorderCost(BlockId from, BlockId to, long nanos) {
    public BorderCost {
        Argument.require(
                nanos >= 0, "The cost of the border from %s to %s (%d ns) cannot be negative.", from, to, nanos);
    }
}
