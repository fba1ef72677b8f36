/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Compositions to be timed linked, from which what each descendant takes in them is told. */
final class LinkedDesign {
    /*
     * Every few compositions hold each choice of each block once, in an order drawn for each block by itself (a Latin
     * hypercube: McKay, Beckman and Conover, Technometrics, 1979). So a run of one composition measures a choice of
     * every block, and what goes with what is left to chance.
     */
    private final BlockCatalog catalog;
    private final List<List<DescendantId>> choices;

    private LinkedDesign(BlockCatalog catalog, List<List<DescendantId>> choices) {
        this.catalog = catalog;
        this.choices = choices;
    }

    /** Compositions of what some chains are made of, and of originals; without polished heads. */
    static LinkedDesign of(BlockCatalog catalog, List<BlockChain> chains) {
        List<List<DescendantId>> choices = new ArrayList<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Set<DescendantId> ids = new LinkedHashSet<>(List.of(DescendantId.ORIGINAL));
            for (BlockChain chain : chains) {
                DescendantId id = chain.choices().get(place);
                if (catalog.blocks().get(place).descendant(id).polish() == null) {
                    ids.add(id);
                }
            }
            choices.add(List.copyOf(ids));
        }
        return new LinkedDesign(catalog, choices);
    }

    /** The choices of each block; the original is the first. */
    List<List<DescendantId>> choices() {
        return choices;
    }

    /** How many compositions hold every choice once. */
    int cover() {
        return choices.stream().mapToInt(List::size).max().orElse(1);
    }

    /** How many choices there are beside the originals. */
    int free() {
        return choices.stream().mapToInt(List::size).sum() - choices.size();
    }

    /** So many compositions, in which all choices of a block are about as frequent; originals alone are none. */
    List<BlockChain> compositions(int count, long seed) {
        Random random = new Random(seed);
        Set<BlockChain> drawn = new LinkedHashSet<>();
        for (int attempt = 0; attempt < 2 * count && drawn.size() < count; attempt++) {
            List<List<DescendantId>> orders = new ArrayList<>();
            for (List<DescendantId> choice : choices) {
                List<DescendantId> order = new ArrayList<>();
                while (order.size() < cover()) {
                    order.addAll(choice);
                }
                order.subList(cover(), order.size()).clear();
                Collections.shuffle(order, random);
                orders.add(order);
            }
            for (int turn = 0; turn < cover() && drawn.size() < count; turn++) {
                List<DescendantId> chosen = new ArrayList<>();
                for (List<DescendantId> order : orders) {
                    chosen.add(order.get(turn));
                }
                drawn.add(new BlockChain(catalog.model(), chosen));
            }
        }
        drawn.remove(catalog.originalChain());
        return List.copyOf(drawn);
    }
}
