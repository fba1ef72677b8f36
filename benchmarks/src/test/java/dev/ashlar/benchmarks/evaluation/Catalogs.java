/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Catalogs without files. */
final class Catalogs {
    private Catalogs() {}

    /** Blocks in a row with an original, one pruned descendant for each level, and the original in 8 bits. */
    static BlockCatalog of(int blocks, List<Double> keeps, long seed) {
        Random random = new Random(seed);
        List<Block> all = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            long macs = 1000L + random.nextInt(9000);
            List<Descendant> choices = new ArrayList<>(List.of(descendant("original", List.of(), macs)));
            for (double keep : keeps) {
                choices.add(descendant(
                        "keep-%02d".formatted(Math.round(100 * keep)),
                        List.of(new Compression.ChannelPruning(keep)),
                        Math.round(keep * macs)));
            }
            choices.add(descendant("int8", List.of(new Compression.Int8()), macs));
            all.add(new Block(
                    new BlockId("b" + i),
                    List.of(tensor(i)),
                    List.of(tensor(i + 1)),
                    3,
                    macs,
                    macs,
                    choices,
                    List.of()));
        }
        return new BlockCatalog(
                new ModelId("net"),
                digest("net"),
                tensor(0),
                Preprocessing.unit(PixelFormat.RGB),
                List.of(tensor(blocks)),
                OutputKind.VALUES,
                List.of(),
                all);
    }

    /** The catalog with one choice less. */
    static BlockCatalog without(BlockCatalog catalog, int block, String descendant) {
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        Block before = blocks.get(block);
        blocks.set(
                block,
                before.with(
                        before.descendants().stream()
                                .filter(each -> !each.id().value().equals(descendant))
                                .toList(),
                        List.of()));
        return catalog.withBlocks(blocks);
    }

    private static TensorSpec tensor(int i) {
        return TensorSpec.of("t" + i, ElementType.FLOAT32, Shape.of(1, 3, 8, 8));
    }

    private static Descendant descendant(String name, List<Compression> how, long macs) {
        return new Descendant(new DescendantId(name), how, digest(name), macs, macs, macs, 0, "made up");
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
