/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Argument;

/**
 * What was measured of one descendant.
 *
 * @param block whose
 * @param descendant which
 * @param digest of the file that was measured; another digest makes the profile stale
 * @param latency of one run within its chain
 * @param mappedBytes file pages it occupies while open, shared by all that use the same digest
 * @param privateBytes engine heap it occupies while open
 * @param openNanos to make it ready with a warm page cache
 * @param quality of the otherwise original network with this descendant in its place, 0..1
 * @param agreement of that network's answers with the original's, 0..1
 */
public record BlockProfile(
        BlockId block,
        DescendantId descendant,
        Digest digest,
        LatencyProfile latency,
        long mappedBytes,
        long privateBytes,
        long openNanos,
        double quality,
        double agreement) {
    public BlockProfile {
        Argument.require(
                mappedBytes >= 0 && privateBytes >= 0 && openNanos >= 0,
                "The costs of %s/%s cannot be negative.",
                block,
                descendant);
        Argument.requireInRange("quality of " + block + "/" + descendant, quality, 0, 1);
        Argument.requireInRange("agreement of " + block + "/" + descendant, agreement, 0, 1);
    }

    public long bytes() {
        return mappedBytes + privateBytes;
    }
}
