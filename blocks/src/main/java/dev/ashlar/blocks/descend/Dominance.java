/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DroppedDescendant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops descendants that nobody should ever choose: another is no slower, no larger and no less accurate. */
final class Dominance {
    /*
     * Before anything is measured, multiply-accumulates stand for time, which compares descendants of one precision
     * alone: 8-bit operators take another time for the same count.
     */
    private Dominance() {}

    /** Goes through all blocks. */
    static void weed(CatalogLedger ledger) {
        for (int index = 0; index < ledger.catalog().blocks().size(); index++) {
            Block block = ledger.block(index);
            for (Descendant descendant : block.choices()) {
                Descendant better = descendant.isOriginal() ? null : better(ledger.block(index), descendant);
                if (better != null) {
                    ledger.drop(
                            index,
                            new DroppedDescendant(
                                    descendant.id(),
                                    "%s is no larger, takes no more compute and is no less accurate"
                                            .formatted(better.id()),
                                    descendant.recipe()));
                }
            }
        }
    }

    private static @Nullable Descendant better(Block block, Descendant than) {
        for (Descendant other : block.choices()) {
            if (dominates(other, than)) {
                return other;
            }
        }
        return null;
    }

    /** Whether nothing speaks for the second and something for the first. */
    static boolean dominates(Descendant first, Descendant second) {
        boolean noWorse = first.macs() <= second.macs()
                && first.weightBytes() <= second.weightBytes()
                && first.featureError() <= second.featureError();
        boolean better = first.macs() < second.macs()
                || first.weightBytes() < second.weightBytes()
                || first.featureError() < second.featureError();
        return noWorse && better && isRounded(first) == isRounded(second);
    }

    private static boolean isRounded(Descendant descendant) {
        List<Compression> compressions = descendant.compressions();
        return compressions.stream().anyMatch(Compression.Int8.class::isInstance);
    }
}
