/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.Pieces;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a joined chain is known by. The manifest is part of it, since a network may be prepared anew under the names of
 * old descendants; sizes of pieces that come to the same pieces are the same.
 *
 * @param catalog the network
 * @param chain which descendants
 * @param bounds numbers of the blocks that begin a piece, the first apart
 */
record ChainKey(BlockCatalog catalog, BlockChain chain, List<Integer> bounds) {
    ChainKey {
        bounds = List.copyOf(bounds);
    }

    static ChainKey of(BlockCatalog catalog, BlockChain chain, Pieces pieces) {
        return new ChainKey(catalog, chain, pieces.bounds(catalog, chain));
    }

    /** Whether it is the same composition, in whatever pieces. */
    boolean isOf(BlockCatalog other, BlockChain composition) {
        return chain.equals(composition) && catalog.equals(other);
    }

    /** The descendant at a place. */
    Descendant descendant(int place) {
        return catalog.blocks().get(place).descendant(chain.choices().get(place));
    }

    List<Descendant> descendants() {
        return IntStream.range(0, chain.choices().size())
                .mapToObj(this::descendant)
                .toList();
    }
}
