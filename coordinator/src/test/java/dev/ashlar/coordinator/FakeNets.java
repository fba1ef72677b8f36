/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

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
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Made-up networks: every block has an original and descendants of a half and a quarter of its cost. */
final class FakeNets {
    static final Device DEVICE = new Device("fake cpu", 2, 1L << 30, List.of("avx2"));
    static final String ENGINE = "fake 1";
    static final Shape INPUT = Shape.of(1, 1, 2, 2);
    static final List<DescendantId> LEVELS =
            List.of(DescendantId.ORIGINAL, new DescendantId("half"), new DescendantId("quarter"));

    /** Of the original of a block; a half and a quarter of it for the others. */
    static final long BLOCK_BYTES = 400 << 10;

    static final long BLOCK_NANOS = 1_000_000;
    static final long FIXED_BYTES = 10 << 10;

    private FakeNets() {}

    static BlockCatalog catalog(String model, int blocks) {
        List<Block> made = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            made.add(new Block(
                    new BlockId("b" + i),
                    List.of(spec(i == 0 ? "in" : "t" + (i - 1))),
                    List.of(spec("t" + i)),
                    1,
                    100,
                    100,
                    descendants(model, i),
                    List.of()));
        }
        return new BlockCatalog(
                new ModelId(model),
                Digest.sha256(model.getBytes(StandardCharsets.UTF_8)),
                spec("in"),
                Preprocessing.raw(PixelFormat.GRAY),
                List.of(spec("t" + (blocks - 1))),
                OutputKind.VALUES,
                List.of(),
                made);
    }

    private static List<Descendant> descendants(String model, int block) {
        List<Descendant> made = new ArrayList<>();
        for (int level = 0; level < LEVELS.size(); level++) {
            Digest digest =
                    Digest.sha256("%s/%d/%d".formatted(model, block, level).getBytes(StandardCharsets.UTF_8));
            List<Compression> how =
                    level == 0 ? List.of() : List.of(new Compression.ChannelPruning(1.0 / (1 << level)));
            made.add(new Descendant(
                    LEVELS.get(level), how, digest, BLOCK_BYTES >> level, BLOCK_BYTES >> level, 100, 0, "fake"));
        }
        return made;
    }

    private static TensorSpec spec(String name) {
        return TensorSpec.of(name, ElementType.FLOAT32, INPUT);
    }

    static ProfileSnapshot profile(BlockCatalog catalog) {
        return profile(catalog, DEVICE);
    }

    static ProfileSnapshot profile(BlockCatalog catalog, Device device) {
        List<BlockProfile> entries = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (int level = 0; level < LEVELS.size(); level++) {
                Descendant descendant = block.descendants().get(level);
                entries.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency(BLOCK_NANOS >> level),
                        BLOCK_BYTES >> level,
                        0,
                        1000,
                        0.9 - 0.01 * level,
                        1 - 0.01 * level));
            }
        }
        return new ProfileSnapshot(
                catalog.model(),
                new Provenance(device, ENGINE, "none", 1, 1, Instant.EPOCH),
                "agreement",
                0.9,
                latency(BLOCK_NANOS * catalog.blocks().size()),
                0,
                FIXED_BYTES,
                entries,
                List.of());
    }

    /** A profile that predicts a loss of 0.01 for each block of half the cost and 0.02 for each of a quarter. */
    static ProfileSnapshot predicting(BlockCatalog catalog) {
        List<SwapScores> swaps = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (int level = 1; level < LEVELS.size(); level++) {
                Descendant descendant = block.descendants().get(level);
                double loss = 0.01 * level;
                swaps.add(new SwapScores(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        new Scores(0.9 - loss, 1 - loss, 0.01, loss, loss, loss),
                        loss));
            }
        }
        return profile(catalog)
                .withPrediction(new QualityPrediction(
                        swaps,
                        AccuracyLink.IDENTITY,
                        new ErrorBand(0.02, 0),
                        PredictionCheck.of(List.of(), List.of(), List.of()),
                        List.of()));
    }

    private static LatencyProfile latency(long nanos) {
        return new LatencyProfile(nanos, nanos, nanos, nanos, 1);
    }

    /** A chain of one level throughout. */
    static BlockChain chain(String model, int blocks, int level) {
        return new BlockChain(new ModelId(model), java.util.Collections.nCopies(blocks, LEVELS.get(level)));
    }

    /** A number that a block leaves in what passes through it; exact in a float. */
    static float stamp(Digest digest) {
        return Integer.parseInt(digest.value().substring(0, 6), 16);
    }

    /** What the outputs of a frame must be if this chain and no other computed it. */
    static float[] stamps(BlockCatalog catalog, BlockChain chain, float input) {
        float[] expected = new float[chain.choices().size() + 1];
        for (int i = 0; i < chain.choices().size(); i++) {
            expected[i] = stamp(
                    catalog.blocks().get(i).descendant(chain.choices().get(i)).digest());
        }
        expected[expected.length - 1] = input;
        return expected;
    }

    static Tensor tensor(float value) {
        return Tensor.of(INPUT, value, 0, 0, 0);
    }

    static Frame frame(long captureNanos, float value) {
        return new Frame(captureNanos, new Frame.Input(tensor(value)));
    }
}
