/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Small catalogs and profiles whose every number is known. */
final class Catalogs {
    static final Digest DIGEST = Digest.sha256(new byte[] {1, 2, 3, 4});
    static final BlockId BLOCK = new BlockId("b00");
    static final DescendantId HALF = new DescendantId("keep-50");
    static final Device DEVICE = new Device("Toy CPU", 2, 4L << 30, List.of("avx2"));

    private static final TensorSpec INPUT =
            new TensorSpec("x", ElementType.FLOAT32, Shape.of(-1, 3, 8, 8), Shape.of(1, 3, 8, 8));
    private static final TensorSpec OUTPUT =
            new TensorSpec("y", ElementType.FLOAT32, Shape.of(-1, 10), Shape.of(1, 10));

    private Catalogs() {}

    /** One block of two descendants, with every kind of field in use. */
    static BlockCatalog tiny(ModelId model) {
        Descendant small = new Descendant(
                new DescendantId("keep-50-int8"),
                List.of(new Compression.ChannelPruning(0.5), new Compression.Int8()),
                DIGEST,
                4,
                3,
                500,
                2e-5,
                "closed-form");
        return catalog(
                model,
                DIGEST,
                List.of(original(DIGEST, 4), small),
                List.of(new DroppedDescendant(
                        new DescendantId("keep-25"), "worse than keep-50 and no faster", "closed-form")));
    }

    /** One block whose original and smaller descendant are these files. */
    static BlockCatalog of(ModelId model, Digest source, BlockFile original, BlockFile... halves) {
        List<Descendant> descendants = new ArrayList<>(List.of(original(original.digest(), original.bytes())));
        for (BlockFile half : halves) {
            descendants.add(new Descendant(
                    HALF,
                    List.of(new Compression.ChannelPruning(0.5)),
                    half.digest(),
                    half.bytes(),
                    half.bytes(),
                    500,
                    0.1,
                    "test"));
        }
        return catalog(model, source, descendants, List.of());
    }

    private static Descendant original(Digest digest, long bytes) {
        return new Descendant(DescendantId.ORIGINAL, List.of(), digest, bytes, 3, 1000, 0, "import");
    }

    static BlockCatalog catalog(
            ModelId model, Digest source, List<Descendant> descendants, List<DroppedDescendant> dropped) {
        Block block = new Block(BLOCK, List.of(INPUT), List.of(OUTPUT), 7, 1000, 900, descendants, dropped);
        Preprocessing preprocessing = new Preprocessing(
                PixelFormat.RGB, 1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
        return new BlockCatalog(
                model,
                source,
                INPUT,
                preprocessing,
                List.of(OUTPUT),
                OutputKind.CLASSES,
                List.of("cat", "dog"),
                List.of(block));
    }

    /** This catalog with one label. */
    static BlockCatalog labelled(BlockCatalog catalog, String label) {
        return new BlockCatalog(
                catalog.model(),
                catalog.source(),
                catalog.input(),
                catalog.preprocessing(),
                catalog.outputs(),
                catalog.outputKind(),
                List.of(label),
                catalog.blocks());
    }

    /** A profile of {@code catalog} on {@link #DEVICE}. */
    static ProfileSnapshot profile(BlockCatalog catalog, long nanos) {
        LatencyProfile latency = new LatencyProfile(nanos, nanos, nanos, nanos, 10);
        List<BlockProfile> blocks = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                blocks.add(new BlockProfile(
                        block.id(), descendant.id(), descendant.digest(), latency, 4, 1, 1000, 0.5, 0.75));
            }
        }
        Provenance provenance =
                new Provenance(DEVICE, "engine 1.0", "toy", 8, 42, Instant.parse("2026-01-01T00:00:00Z"));
        return new ProfileSnapshot(catalog.model(), provenance, "top-1", 0.9, latency, 5, 6, blocks, List.of());
    }
}
