/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.LatencySummary;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.FrameOutcome.FrameResult;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks of the demo as they might have been prepared, and outcomes as they might have come. */
final class MadeUp {
    /** Of the original of a block; descendants take a half and a quarter. */
    static final long BLOCK_BYTES = 1 << 20;

    private static final int BLOCKS = 3;
    private static final Shape SHAPE = Shape.of(1, 3, 8, 8);

    private MadeUp() {}

    /** Every network of the demo. */
    static Map<ModelId, BlockCatalog> catalogs() {
        Map<ModelId, BlockCatalog> catalogs = new HashMap<>();
        for (DemoNetwork network : DemoNetwork.values()) {
            catalogs.put(network.model(), catalog(network.model()));
        }
        return catalogs;
    }

    /** Profiles of all of them, on a machine that takes so long for each original block. */
    static Map<ModelId, ProfileSnapshot> profiles(long blockNanos) {
        Map<ModelId, ProfileSnapshot> profiles = new HashMap<>();
        catalogs().forEach((id, catalog) -> profiles.put(id, profile(catalog, blockNanos)));
        return profiles;
    }

    private static BlockCatalog catalog(ModelId model) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            List<Descendant> descendants = new ArrayList<>();
            for (int level = 0; level < 3; level++) {
                descendants.add(descendant(model, i, level));
            }
            blocks.add(new Block(
                    new BlockId("b0" + (i + 1)),
                    List.of(tensor(i == 0 ? "in" : "t" + (i - 1))),
                    List.of(tensor("t" + i)),
                    1,
                    100,
                    100,
                    descendants,
                    List.of()));
        }
        return new BlockCatalog(
                model,
                digest(model.value()),
                tensor("in"),
                Preprocessing.unit(PixelFormat.RGB),
                List.of(tensor("t" + (BLOCKS - 1))),
                OutputKind.VALUES,
                List.of(),
                blocks);
    }

    private static Descendant descendant(ModelId model, int block, int level) {
        return new Descendant(
                level == 0 ? DescendantId.ORIGINAL : new DescendantId("keep-" + (100 >> level)),
                level == 0 ? List.of() : List.of(new Compression.ChannelPruning(1.0 / (1 << level))),
                digest("%s/%d/%d".formatted(model, block, level)),
                BLOCK_BYTES >> level,
                BLOCK_BYTES >> level,
                100 >> level,
                0,
                "made up");
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, long blockNanos) {
        List<BlockProfile> entries = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            int level = 0;
            for (Descendant descendant : block.descendants()) {
                entries.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency(blockNanos >> level),
                        descendant.weightBytes(),
                        0,
                        1000,
                        0.9 - 0.01 * level,
                        1 - 0.01 * level));
                level++;
            }
        }
        return new ProfileSnapshot(
                catalog.model(),
                new Provenance(new Device("made up", 2, 1L << 30, List.of()), "made up", "none", 1, 1, Instant.EPOCH),
                "agreement",
                0.9,
                latency(BLOCKS * blockNanos),
                0,
                1000,
                entries,
                List.of());
    }

    private static LatencyProfile latency(long nanos) {
        return new LatencyProfile(nanos, nanos, nanos, nanos, 1);
    }

    private static TensorSpec tensor(String name) {
        return TensorSpec.of(name, ElementType.FLOAT32, SHAPE);
    }

    private static Digest digest(String content) {
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    /** A frame that was served with this answer. */
    static FrameResult served(Tensor answer, boolean inDeadline) {
        BlockChain chain = new BlockChain(new ModelId("made-up"), List.of(DescendantId.ORIGINAL));
        return new FrameResult(List.of(answer), 1, chain, 0, 1, 1, inDeadline);
    }

    /** Counts that add up. */
    static FrameCounts counts(long inDeadline, long late, long superseded, long expired, long failed) {
        return new FrameCounts(
                inDeadline + late + superseded + expired + failed,
                inDeadline,
                late,
                Map.of(DropReason.SUPERSEDED, superseded, DropReason.EXPIRED, expired),
                failed,
                0);
    }

    static LatencySummary latencySummary() {
        return new LatencySummary(10, 1_000_000, 1_500_000, 2_500_000, 3_000_000, 4_000_000);
    }
}
