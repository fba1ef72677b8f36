/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Argument;

/**
 * What a descendant costs beyond its time and its memory while it serves; 0 where it was not measured.
 *
 * @param block whose
 * @param descendant which
 * @param digest of the file that was measured
 * @param coldNanos to read it from the disk where nothing of it is in the page cache, beyond opening it
 * @param linkNanos to link the otherwise original network with it in its place, its weights in memory; 8-bit weights are
 *     repacked in that
 * @param nanojoules that the processor takes for a frame of it
 */
public record DescendantCosts(
        BlockId block, DescendantId descendant, Digest digest, long coldNanos, long linkNanos, long nanojoules) {
    public DescendantCosts {
        Argument.require(
                coldNanos >= 0 && linkNanos >= 0 && nanojoules >= 0,
                "The costs of %s/%s cannot be negative.",
                block,
                descendant);
    }
}
