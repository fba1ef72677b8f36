/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.unit.Argument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What linked compositions take beyond the times of their descendants, by compositions that were measured.
 *
 * @param borders what it costs where the precision changes; none where it never does
 * @param compositions that were measured
 * @param typicalError of predicted median times, relative, on compositions left out of the fit: half of them are nearer
 * @param error the same for nine of ten
 */
public record LinkCosts(List<BorderCost> borders, int compositions, double typicalError, double error) {
    private static final double MOST_ERROR = 100;

    public LinkCosts {
        borders = List.copyOf(borders);
        Argument.require(
                compositions >= 0, "The compositions that were measured (%d) must be 0 or more.", compositions);
        Argument.requireInRange("typical error of predicted times", typicalError, 0, MOST_ERROR);
        Argument.requireInRange("error of predicted times", error, typicalError, MOST_ERROR);
    }

    /** Half of what the borders of a block cost where its neighbours are of the other precision. */
    public long halfNanos(BlockId block) {
        long nanos = 0;
        for (BorderCost border : borders) {
            nanos += border.from().equals(block) || border.to().equals(block) ? border.nanos() : 0;
        }
        return nanos / 2;
    }

    /** What the borders of a composition cost where its precision changes. */
    public long nanos(BlockCatalog catalog, BlockChain chain) {
        Map<BlockId, Boolean> eightBit = new HashMap<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            eightBit.put(
                    block.id(), block.descendant(chain.choices().get(place)).isEightBit());
        }
        long nanos = 0;
        for (BorderCost border : borders) {
            Boolean from = eightBit.get(border.from());
            Boolean to = eightBit.get(border.to());
            nanos += from == null || from.equals(to) ? 0 : border.nanos();
        }
        return nanos;
    }
}
