/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.engine.LinkingResults.Traffic;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Follows a budget of memory up and down, and counts what a switch has to read. */
final class BudgetWalk {
    /*
     * The budget walks at random between what the smallest and the largest composition take. The composition is the
     * largest that fits: beginning with the smallest, blocks grow front to back as long as the next size fits.
     */
    private static final int STEPS = 200;
    private static final double STRIDE = 0.08;

    private BudgetWalk() {}

    static Traffic walk(Network network, long seed) {
        BlockCatalog catalog = network.catalog();
        long least = weight(catalog, largestWithin(catalog, 0));
        long most = weight(catalog, catalog.originalChain());
        Random random = new Random(seed);
        double place = 0.5;
        BlockChain before = null;
        int switches = 0;
        double blocks = 0;
        double wholes = 0;
        for (int step = 0; step < STEPS; step++) {
            place = Math.max(0, Math.min(1, place + STRIDE * random.nextGaussian()));
            BlockChain now = largestWithin(catalog, Math.round(least + place * (most - least)));
            if (before != null && !now.equals(before)) {
                switches++;
                blocks += newBytes(catalog, before, now);
                wholes += weight(catalog, now);
            }
            before = now;
        }
        return new Traffic(network.name(), switches, blocks / Math.max(1, switches), wholes / Math.max(1, switches));
    }

    private static BlockChain largestWithin(BlockCatalog catalog, long bytes) {
        BlockChain chain = catalog.originalChain();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            chain = chain.with(i, bySize(catalog, i).get(0).id());
        }
        for (int i = 0; i < catalog.blocks().size(); i++) {
            for (Descendant larger : bySize(catalog, i)) {
                BlockChain next = chain.with(i, larger.id());
                chain = weight(catalog, next) <= bytes ? next : chain;
            }
        }
        return chain;
    }

    private static List<Descendant> bySize(BlockCatalog catalog, int block) {
        return catalog.blocks().get(block).choices().stream()
                .sorted(Comparator.comparingLong(Descendant::fileBytes))
                .toList();
    }

    private static Descendant choice(BlockCatalog catalog, BlockChain chain, int block) {
        return catalog.blocks().get(block).descendant(chain.choices().get(block));
    }

    private static long weight(BlockCatalog catalog, BlockChain chain) {
        long sum = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            sum += choice(catalog, chain, i).fileBytes();
        }
        return sum;
    }

    private static long newBytes(BlockCatalog catalog, BlockChain before, BlockChain now) {
        Set<Digest> had = new HashSet<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            had.add(choice(catalog, before, i).digest());
        }
        long sum = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Descendant choice = choice(catalog, now, i);
            sum += had.contains(choice.digest()) ? 0 : choice.fileBytes();
        }
        return sum;
    }
}
