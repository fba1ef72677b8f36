/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
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
import dev.ashlar.store.FileStore;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A network of blocks of two convolutions, each of which can be narrower inside; its weights are drawn. It computes in
 * earnest and recognises nothing, which is all that measuring how it is served needs.
 *
 * @param side extent of the images
 * @param blocks how many
 * @param widths channels inside a block, of the original and of each descendant
 */
record MadeUpNetwork(int side, int blocks, List<Integer> widths) {
    private static final int BORDER = 32;
    private static final int COLOURS = 3;

    /** Writes it and a profile that lets every plan pass: what is measured here is mostly not how plans are made. */
    BlockCatalog write(FileStore store, String name, long seed, Device device, String engine) {
        ModelId model = new ModelId(name);
        List<Block> made = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            made.add(block(store, model, i, seed));
        }
        BlockCatalog catalog = new BlockCatalog(
                model,
                store.putOriginal(model, whole(seed)).digest(),
                border(0),
                Preprocessing.unit(PixelFormat.RGB),
                List.of(border(blocks)),
                OutputKind.VALUES,
                List.of(),
                made);
        store.save(catalog);
        store.save(profile(catalog, device, engine, Collections.nCopies(blocks, 1L)));
        return catalog;
    }

    /** Writes a profile in which every descendant of a block takes as long as was measured of its original. */
    static void saveProfile(
            FileStore store, BlockCatalog catalog, Device device, String engine, List<Long> blockNanos) {
        store.save(profile(catalog, device, engine, blockNanos));
    }

    /** The network of originals in one piece. */
    byte[] whole(long seed) {
        return whole(seed, 1);
    }

    /** The network of originals in one piece, for so many images at once. */
    byte[] whole(long seed, int batch) {
        OnnxWriter onnx = new OnnxWriter(seed);
        onnx.input(name(0), batch, channels(0), side, side);
        for (int i = 0; i < blocks; i++) {
            body(onnx, i, widths.get(0));
        }
        return onnx.output(name(blocks), batch, BORDER, side, side).onnx();
    }

    /** An input of drawn values. */
    Tensor input(long seed) {
        return input(seed, 1);
    }

    Tensor input(long seed, int batch) {
        Tensor input = Tensor.allocate(ElementType.FLOAT32, Shape.of(batch, COLOURS, side, side));
        FloatBuffer floats = input.floats();
        Random random = new Random(seed);
        for (int i = 0; i < floats.limit(); i++) {
            floats.put(i, random.nextFloat());
        }
        return input;
    }

    static String name(int border) {
        return "t" + border;
    }

    private Block block(FileStore store, ModelId model, int place, long seed) {
        BlockId id = new BlockId("b" + place);
        List<Descendant> descendants = new ArrayList<>();
        for (int level = 0; level < widths.size(); level++) {
            int width = widths.get(level);
            OnnxWriter onnx = new OnnxWriter(seed * 1000 + place * 10L + level);
            onnx.input(name(place), 1, channels(place), side, side);
            body(onnx, place, width);
            byte[] file = onnx.output(name(place + 1), 1, BORDER, side, side).onnx();
            DescendantId descendant = level == 0 ? DescendantId.ORIGINAL : new DescendantId("width-" + width);
            BlockFile kept = store.put(model, id, descendant, file);
            List<Compression> how =
                    level == 0 ? List.of() : List.of(new Compression.ChannelPruning((double) width / widths.get(0)));
            descendants.add(new Descendant(
                    descendant,
                    how,
                    kept.digest(),
                    kept.bytes(),
                    kept.bytes(),
                    macs(place, width),
                    0.01 * level,
                    "drawn"));
        }
        return new Block(id, List.of(border(place)), List.of(border(place + 1)), 4, 1, 1, descendants, List.of());
    }

    private static void body(OnnxWriter onnx, int place, int width) {
        String inside = "i" + place;
        onnx.conv(name(place), inside, channels(place), width).conv(inside, name(place + 1), width, BORDER);
    }

    private long macs(int place, int width) {
        return 9L * width * (channels(place) + BORDER) * side * side;
    }

    private static int channels(int border) {
        return border == 0 ? COLOURS : BORDER;
    }

    private TensorSpec border(int place) {
        return TensorSpec.of(name(place), ElementType.FLOAT32, Shape.of(1, channels(place), side, side));
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, Device device, String engine, List<Long> blockNanos) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            for (Descendant descendant : block.choices()) {
                entries.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency(blockNanos.get(i)),
                        descendant.fileBytes(),
                        0,
                        1,
                        descendant.isOriginal() ? 0.9 : 0.85,
                        descendant.isOriginal() ? 1 : 0.9));
            }
        }
        return new ProfileSnapshot(
                catalog.model(),
                new Provenance(device, engine, "none", 1, 1, Instant.EPOCH),
                "agreement",
                0.9,
                latency(blockNanos.stream().mapToLong(Long::longValue).sum()),
                0,
                0,
                entries,
                List.of());
    }

    private static LatencyProfile latency(long nanos) {
        return new LatencyProfile(nanos, nanos, nanos, nanos, 1);
    }
}
