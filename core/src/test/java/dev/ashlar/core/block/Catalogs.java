/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small catalogs written by hand. */
public final class Catalogs {
    private Catalogs() {}

    public static TensorSpec tensor(String name) {
        return TensorSpec.of(name, ElementType.FLOAT32, Shape.of(1, 3, 8, 8));
    }

    public static Descendant original(String digest) {
        return new Descendant(DescendantId.ORIGINAL, List.of(), new Digest(digest), 100, 90, 1000, 0, "import");
    }

    public static Descendant pruned(String id, double keep, String digest) {
        return new Descendant(
                new DescendantId(id),
                List.of(new Compression.ChannelPruning(keep)),
                new Digest(digest),
                50,
                40,
                500,
                0.1,
                "prune");
    }

    /** A head polished for the composition of one descendant for every block, its own the last. */
    public static Descendant polished(String id, String digest, String... composition) {
        List<DescendantId> choices =
                Arrays.stream(composition).map(DescendantId::new).toList();
        int last = choices.size() - 1;
        return new Descendant(
                new DescendantId(id),
                List.of(new Compression.Polish(choices.get(last), choices.subList(0, last))),
                new Digest(digest),
                50,
                40,
                500,
                0.1,
                "polish");
    }

    /** A network with one more descendant of a block. */
    public static BlockCatalog with(BlockCatalog catalog, int place, Descendant more) {
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        Block block = blocks.get(place);
        List<Descendant> descendants = new ArrayList<>(block.descendants());
        descendants.add(more);
        blocks.set(place, block.with(descendants, block.dropped()));
        return catalog.withBlocks(blocks);
    }

    /** A block from one tensor to another, of 1000 multiply-accumulates. */
    public static Block block(String id, String from, String to, long elasticMacs, Descendant... descendants) {
        return new Block(
                new BlockId(id),
                List.of(tensor(from)),
                List.of(tensor(to)),
                3,
                1000,
                elasticMacs,
                List.of(descendants),
                List.of());
    }

    /** A network of blocks b0, b1, ... from x to y, each with an original and a half. */
    public static BlockCatalog chain(String model, int count) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String from = i == 0 ? "x" : "h" + i;
            String to = i == count - 1 ? "y" : "h" + (i + 1);
            String digest = model + "-b" + i;
            blocks.add(block("b" + i, from, to, 800, original(digest), pruned("half", 0.5, digest + "-half")));
        }
        return catalog(model, blocks);
    }

    public static BlockCatalog catalog(String model, List<Block> blocks) {
        return new BlockCatalog(
                new ModelId(model),
                new Digest("source"),
                tensor("x"),
                Preprocessing.unit(PixelFormat.RGB),
                List.of(tensor("y")),
                OutputKind.VALUES,
                List.of(),
                blocks);
    }
}
