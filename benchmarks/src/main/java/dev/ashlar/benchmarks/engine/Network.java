/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A network with descendants in a store.
 *
 * @param name for people
 * @param store where it is
 * @param catalog its blocks and their choices
 */
record Network(String name, CatalogStore store, BlockCatalog catalog) {
    static final DescendantId INT8 = new DescendantId("int8");

    /** Every block as it is. */
    BlockChain original() {
        return catalog.originalChain();
    }

    /** Blocks drawn from those that compute with floats. */
    BlockChain pruned(long seed) {
        Random random = new Random(seed);
        return chain(i -> {
            List<DescendantId> floats = catalog.blocks().get(i).choices().stream()
                    .map(choice -> choice.id())
                    .filter(id -> !id.equals(INT8))
                    .toList();
            return floats.get(random.nextInt(floats.size()));
        });
    }

    /** Every block in 8 bits that can be. */
    BlockChain rounded() {
        return chain(i -> rounded(i) ? INT8 : DescendantId.ORIGINAL);
    }

    /** Every block in 8 bits that can be but one, another for each number; of 0 all are. */
    BlockChain roundedBut(int number) {
        int spared = number == 0 ? -1 : number % catalog.blocks().size();
        return chain(i -> i != spared && rounded(i) ? INT8 : DescendantId.ORIGINAL);
    }

    /** Every second block in 8 bits. */
    BlockChain alternating() {
        return chain(i -> i % 2 == 1 && rounded(i) ? INT8 : DescendantId.ORIGINAL);
    }

    boolean isPrunable() {
        return catalog.blocks().stream().anyMatch(block -> block.choices().stream()
                .anyMatch(choice -> !choice.isOriginal() && !choice.id().equals(INT8)));
    }

    boolean isRoundable() {
        return catalog.blocks().stream().anyMatch(Network::rounded);
    }

    private boolean rounded(int block) {
        return rounded(catalog.blocks().get(block));
    }

    private static boolean rounded(Block block) {
        return block.choices().stream().anyMatch(choice -> choice.id().equals(INT8));
    }

    private BlockChain chain(IntFunction<DescendantId> choice) {
        List<DescendantId> choices = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            choices.add(choice.apply(i));
        }
        return new BlockChain(catalog.model(), choices);
    }

    /** The portable files of a composition, in block order. */
    List<BlockFile> files(BlockChain chain) {
        List<BlockFile> files = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            files.add(store.file(
                    catalog.model(),
                    block.id(),
                    block.descendant(chain.choices().get(i))));
        }
        return files;
    }

    /** An input of uniformly drawn numbers, 0 to 1. */
    Tensor input(long seed) {
        return noise(catalog.input().nominal(), seed);
    }

    static Tensor noise(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
        FloatBuffer floats = tensor.floats();
        for (int i = 0; i < floats.limit(); i++) {
            floats.put(i, random.nextFloat());
        }
        return tensor;
    }
}
