/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
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
import dev.ashlar.core.profile.ProfileStore;
import dev.ashlar.core.profile.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A small network of two real blocks in a real store, each with an original of 32 and a descendant of 8 channels. */
public final class RealNets {
    public static final DescendantId SMALL = new DescendantId("keep-25");
    public static final int SIDE = 16;

    private static final long FIXED_BYTES = 64 << 10;
    private static final long LARGE_NANOS = 3_000_000;

    private RealNets() {}

    /** A block file and the tensor it writes. */
    private record Made(ModelProto graph, String output) {
        byte[] onnx() {
            return graph.toByteArray();
        }
    }

    /** Writes a network and a profile that is made up. */
    public static <S extends CatalogStore & ProfileStore> BlockCatalog write(
            S store, String name, long seed, Device device, String engine) {
        BlockCatalog catalog = write(store, name, seed);
        store.save(profile(catalog, device, engine));
        return catalog;
    }

    /** Writes a network. */
    public static BlockCatalog write(CatalogStore store, String name, long seed) {
        ModelId model = new ModelId(name);
        Made head = head(seed, 32);
        Made tail = tail(seed, head.output(), 32);
        TensorSpec input = spec("image", 1, 3, SIDE, SIDE);
        TensorSpec border = spec(head.output(), 1, 8, SIDE, SIDE);
        TensorSpec output = spec(tail.output(), 1, 10);
        Block first = block(store, model, "b0", input, border, head, head(seed + 1, 8));
        Block second = block(store, model, "b1", border, output, tail, tail(seed + 1, head.output(), 8));
        BlockCatalog catalog = new BlockCatalog(
                model,
                store.putOriginal(model, head.onnx()).digest(),
                input,
                Preprocessing.unit(PixelFormat.RGB),
                List.of(output),
                OutputKind.CLASSES,
                List.of(),
                List.of(first, second));
        store.save(catalog);
        return catalog;
    }

    /** Adds a head of other weights that belongs to two small blocks alone, as if it were polished. */
    public static BlockCatalog polish(CatalogStore store, BlockCatalog catalog, String name, long seed) {
        Block first = catalog.blocks().get(0);
        Block second = catalog.blocks().get(1);
        DescendantId id = new DescendantId(name);
        Made made = tail(seed, second.inputs().get(0).name(), 8);
        BlockFile file = store.put(catalog.model(), second.id(), id, made.onnx());
        List<Descendant> descendants = new ArrayList<>(second.descendants());
        descendants.add(new Descendant(
                id,
                List.of(new Compression.ChannelPruning(0.25), new Compression.Polish(SMALL, List.of(SMALL))),
                file.digest(),
                file.bytes(),
                file.bytes(),
                1000,
                0.05,
                "made for a test"));
        BlockCatalog polished = catalog.withBlocks(List.of(first, second.with(descendants, second.dropped())));
        store.save(polished);
        return polished;
    }

    private static Made head(long seed, int width) {
        OnnxNets net = OnnxNets.seeded(seed);
        String x = net.relu(net.conv(net.input("image", 1, 3, SIDE, SIDE), 3, width, 3, 1, 1));
        String out = net.relu(net.conv(x, width, 8, 3, 1, 1));
        return new Made(net.output(out, 1, 8, SIDE, SIDE).model(), out);
    }

    private static Made tail(long seed, String border, int width) {
        OnnxNets net = OnnxNets.seeded(seed);
        String x = net.relu(net.conv(net.input(border, 1, 8, SIDE, SIDE), 8, width, 3, 1, 1));
        String out = net.gemm(net.flatten(net.globalAveragePool(x)), width, 10);
        return new Made(net.output(out, 1, 10).model(), out);
    }

    private static Block block(
            CatalogStore store, ModelId model, String id, TensorSpec input, TensorSpec output, Made large, Made small) {
        BlockId block = new BlockId(id);
        List<Descendant> descendants = List.of(
                descendant(store.put(model, block, DescendantId.ORIGINAL, large.onnx()), DescendantId.ORIGINAL),
                descendant(store.put(model, block, SMALL, small.onnx()), SMALL));
        return new Block(block, List.of(input), List.of(output), 4, 1000, 1000, descendants, List.of());
    }

    private static Descendant descendant(BlockFile file, DescendantId id) {
        boolean original = id.equals(DescendantId.ORIGINAL);
        List<Compression> how = original ? List.of() : List.of(new Compression.ChannelPruning(0.25));
        return new Descendant(
                id, how, file.digest(), file.bytes(), file.bytes(), 1000, original ? 0 : 0.1, "made for a test");
    }

    private static TensorSpec spec(String name, long... shape) {
        return TensorSpec.of(name, ElementType.FLOAT32, Shape.of(shape));
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, Device device, String engine) {
        List<BlockProfile> entries = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.choices()) {
                entries.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency(descendant.isOriginal() ? LARGE_NANOS : LARGE_NANOS / 3),
                        descendant.fileBytes(),
                        0,
                        1_000_000,
                        descendant.isOriginal() ? 0.9 : 0.85,
                        descendant.isOriginal() ? 1 : 0.9));
            }
        }
        return new ProfileSnapshot(
                catalog.model(),
                new Provenance(device, engine, "none", 1, 1, Instant.EPOCH),
                "agreement",
                0.9,
                latency(2 * LARGE_NANOS),
                100_000,
                FIXED_BYTES,
                entries,
                List.of());
    }

    private static LatencyProfile latency(long nanos) {
        return new LatencyProfile(nanos, nanos, nanos, nanos, 1);
    }

    /** Memory that a chain of this network is profiled to need, alone. */
    public static long bytes(BlockCatalog catalog, boolean small) {
        return FIXED_BYTES
                + catalog.blocks().stream()
                        .mapToLong(
                                block -> block.descendants().get(small ? 1 : 0).fileBytes())
                        .sum();
    }

    /** What a chain must answer, by the portable files, one after the other. */
    public static float[] expected(
            CatalogStore store, GraphRunner runner, BlockCatalog catalog, BlockChain chain, Tensor input)
            throws IOException {
        Tensor current = input;
        for (int i = 0; i < chain.choices().size(); i++) {
            Block block = catalog.blocks().get(i);
            BlockFile file = store.file(
                    catalog.model(),
                    block.id(),
                    block.descendant(chain.choices().get(i)));
            String out = block.outputs().get(0).name();
            try (GraphRunner.LoadedGraph graph = runner.load(Files.readAllBytes(file.path()))) {
                current = Objects.requireNonNull(
                        graph.run(Map.of(block.inputs().get(0).name(), current), List.of(out))
                                .get(out));
            }
        }
        return current.toFloats();
    }
}
