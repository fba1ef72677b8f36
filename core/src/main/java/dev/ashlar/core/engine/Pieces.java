/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Into how many pieces a network is joined. A run can be interrupted for more urgent work between pieces alone, so the
 * longest of them is the longest that such work waits; every border between two costs a change of layout.
 *
 * @param costs of each block in any unit, such as measured nanoseconds; empty for multiply-accumulates of the catalog
 * @param most cost of a piece of several blocks, in the same unit; a block that costs more is a piece by itself
 */
public record Pieces(List<Long> costs, long most) {
    /** Pieces of 400 million multiply-accumulates: some 10 ms of a core that is not the fastest. */
    public static final Pieces OF_MODERATE_COST = new Pieces(List.of(), 400_000_000);

    /** One piece, whatever it costs: for networks that nothing more urgent waits for. */
    public static final Pieces ONE = new Pieces(List.of(), Long.MAX_VALUE);

    public Pieces {
        costs = List.copyOf(costs);
        Argument.require(most > 0, "The cost of a piece (%d) must be above 0.", most);
        for (long cost : costs) {
            Argument.require(cost >= 0, "The cost of a block (%d) cannot be negative.", cost);
        }
    }

    /**
     * Pieces of at most so long.
     *
     * @param blockNanos measured for each block of a chain, in order
     * @param longestNanos of a piece of several blocks
     */
    public static Pieces within(List<Long> blockNanos, long longestNanos) {
        return new Pieces(blockNanos, longestNanos);
    }

    /** The numbers of the blocks that begin a piece, the first apart, ascending: as few as there can be. */
    public List<Integer> bounds(BlockCatalog catalog, BlockChain chain) {
        int count = catalog.blocks().size();
        Argument.require(
                costs.isEmpty() || costs.size() == count,
                "The costs of blocks (%d) must be as many as the network %s has blocks (%d).",
                costs.size(),
                catalog.model(),
                count);
        List<Integer> bounds = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long cost = costs.isEmpty()
                    ? catalog.blocks().get(i).descendant(chain.choices().get(i)).macs()
                    : costs.get(i);
            if (i > 0 && cost > most - Math.min(sum, most)) {
                bounds.add(i);
                sum = 0;
            }
            sum = Math.min(sum, Long.MAX_VALUE - cost) + cost;
        }
        return Collections.unmodifiableList(bounds);
    }
}
