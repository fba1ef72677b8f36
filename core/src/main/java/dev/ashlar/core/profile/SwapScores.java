/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Argument;

/**
 * What a single swap is worth, and what it adds to the damage of a composition.
 *
 * @param block whose
 * @param descendant which, other than the original
 * @param digest of the file that was measured; another digest makes the prediction stale
 * @param scores of the otherwise original network with this descendant in its place
 * @param damage that it adds, 0 or more; 1 is what the most damaged composition comes to
 */
public record SwapScores(BlockId block, DescendantId descendant, Digest digest, Scores scores, double damage) {
    public SwapScores {
        Argument.requireInRange("damage of " + block + "/" + descendant, damage, 0, 1);
    }
}
