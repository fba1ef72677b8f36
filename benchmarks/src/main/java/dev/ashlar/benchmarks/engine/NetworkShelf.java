/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.quantize.BlockQuantizer;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts networks with descendants into a store, to be timed: nobody asks what these descendants are worth. */
final class NetworkShelf {
    /*
     * The benchmark's own networks are written once for each share of inner channels and cut at the same tensors, which
     * gives narrower blocks without any fitting. Scales of 8-bit blocks come from a few random images.
     */
    private static final long SEED = 1;
    private static final int SAMPLES = 2;
    private static final int FREE_SIDE = 64;

    private final GraphRunner runner = new OrtGraphRunner();
    private final FileStore store;

    NetworkShelf(FileStore store) {
        this.store = store;
    }

    /** A network of the benchmark's own. */
    Network own(Architecture architecture, int side, List<Double> keeps) {
        String name = name(architecture, side);
        ModelId id = new ModelId(name);
        if (store.models().contains(id)) {
            return new Network(name, store, store.load(id));
        }
        Architecture.Built built = architecture.build(side, 1, SEED);
        ImportedModel model = imported(name, built.onnx());
        List<CutBlock> cut = cut(model, built.borders());
        BlockCatalog catalog = ModelCutter.save(model, cut, store);
        for (double keep : keeps) {
            Architecture.Built narrow = architecture.build(side, keep, SEED + 1);
            catalog = withNarrow(catalog, keep, cut(imported(name, narrow.onnx()), narrow.borders()));
        }
        catalog = withRounded(catalog, model, cut);
        store.save(catalog);
        return new Network(name, store, catalog);
    }

    /** A network from a file, its blocks as they are and in 8 bits; random weights where it leaves them open. */
    Network file(Path onnx) {
        String name = name(onnx);
        ModelId id = new ModelId(name);
        if (store.models().contains(id)) {
            return new Network(name, store, store.load(id));
        }
        ModelImporter importer = new ModelImporter(runner);
        ImportedModel model = importer.read(onnx, options(id, null));
        Shape shape = model.catalog().input().shape();
        if (shape.rank() == 4 && (shape.dim(2) == Shape.FREE || shape.dim(3) == Shape.FREE)) {
            model = importer.read(onnx, options(id, Shape.of(1, 3, FREE_SIDE, FREE_SIDE)));
        }
        List<CutBlock> cut = ModelCutter.cut(model, CutOptions.DEFAULT);
        BlockCatalog catalog = withRounded(ModelCutter.save(model, cut, store), model, cut);
        store.save(catalog);
        return new Network(name, store, catalog);
    }

    static String name(Architecture architecture, int side) {
        return architecture.name().toLowerCase(Locale.ROOT) + "-" + side;
    }

    static String name(Path onnx) {
        return String.valueOf(onnx.getFileName()).replaceAll("\\.onnx$", "");
    }

    private static ImportOptions options(ModelId id, @Nullable Shape nominal) {
        return new ImportOptions(id, nominal, null, null, List.of(), SEED);
    }

    private ImportedModel imported(String name, byte[] onnx) {
        try {
            Path file = Files.createTempFile("ashlar-bench", ".onnx");
            try {
                Files.write(file, onnx);
                return new ModelImporter(runner).read(file, ImportOptions.named(name));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new BenchmarkException("The network %s cannot be written (%s).".formatted(name, e), e);
        }
    }

    private static List<CutBlock> cut(ImportedModel model, List<String> borders) {
        int blocks = borders.size() + 1;
        List<CutBlock> cut = ModelCutter.cut(model, new CutOptions(blocks, blocks, new HashSet<>(borders)));
        if (cut.size() != blocks) {
            throw new BenchmarkException("The network %s was cut into %d blocks instead of %d."
                    .formatted(model.catalog().model(), cut.size(), blocks));
        }
        return cut;
    }

    private BlockCatalog withNarrow(BlockCatalog catalog, double keep, List<CutBlock> narrow) {
        DescendantId id = new DescendantId("p" + Math.round(100 * keep));
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < narrow.size(); i++) {
            Block block = catalog.blocks().get(i);
            CutBlock thin = narrow.get(i);
            blocks.add(
                    thin.macs() < block.macs()
                            ? with(catalog, block, id, new Compression.ChannelPruning(keep), thin.graph(), thin.macs())
                            : block);
        }
        return catalog.withBlocks(blocks);
    }

    private BlockCatalog withRounded(BlockCatalog catalog, ImportedModel model, List<CutBlock> cut) {
        List<Map<String, Tensor>> seen = borders(catalog, model);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            Block block = catalog.blocks().get(i);
            BlockQuantizer quantizer =
                    new BlockQuantizer(BlockPruner.fold(cut.get(i).graph()));
            if (!quantizer.hasLayers() || quantizer.obstacle() != null) {
                blocks.add(block);
                continue;
            }
            Set<String> inputs = new HashSet<>();
            block.inputs().forEach(input -> inputs.add(input.name()));
            List<Map<String, Tensor>> samples = new ArrayList<>();
            for (Map<String, Tensor> sample : seen) {
                Map<String, Tensor> own = new HashMap<>(sample);
                own.keySet().retainAll(inputs);
                samples.add(own);
            }
            OnnxGraph rounded = quantizer.quantize(samples, seen, runner, SEED);
            blocks.add(with(catalog, block, Network.INT8, new Compression.Int8(), rounded, block.macs()));
        }
        return catalog.withBlocks(blocks);
    }

    /** What is at all borders, for a few random images. */
    private List<Map<String, Tensor>> borders(BlockCatalog catalog, ImportedModel model) {
        Set<String> names = new LinkedHashSet<>();
        catalog.blocks().forEach(block -> block.outputs().forEach(output -> names.add(output.name())));
        TensorSpec input = catalog.input();
        List<Map<String, Tensor>> seen = new ArrayList<>();
        try (LoadedGraph graph = runner.load(model.graph().toBytes(names))) {
            for (int i = 0; i < SAMPLES; i++) {
                Tensor image = Network.noise(input.nominal(), SEED + i);
                Map<String, Tensor> all = new HashMap<>(graph.run(Map.of(input.name(), image), names));
                all.put(input.name(), image);
                seen.add(Collections.unmodifiableMap(all));
            }
        }
        return seen;
    }

    private Block with(
            BlockCatalog catalog, Block block, DescendantId id, Compression how, OnnxGraph graph, long macs) {
        BlockFile file = store.put(catalog.model(), block.id(), id, graph.toBytes());
        List<Descendant> choices = new ArrayList<>(block.choices());
        choices.add(new Descendant(
                id, List.of(how), file.digest(), file.bytes(), file.bytes(), macs, 0, "benchmark, not fitted"));
        return block.with(choices, List.of());
    }
}
