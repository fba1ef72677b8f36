/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.baseline.L1Pruning;
import dev.ashlar.benchmarks.baseline.LegoDnn;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.common.Ledger;
import dev.ashlar.benchmarks.evaluation.Compositions;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.Rows;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Baseline 1: LegoDNN's recipe for the same blocks and channel counts, with the same processor time and with more. */
final class LegoDnnRecipe {
    /*
     * The time that our own descendants took together, all of it, is divided among the pruned ones: by the compute of a
     * descendant plus a quarter of its block's, for a step does not shrink with the channels alone. What the original
     * has at the borders is not charged, and the images that we keep to judge by are trained with too.
     */
    private static final double NOT_SHRINKING = 0.25;

    private static final List<String> NAMES = List.of(StudyOptions.LEGO, StudyOptions.LEGO_MORE);

    private static final String FINISHED = "r1.finished";

    private final GraphRunner runner;
    private final Ledger ledger;
    private final Path folder;
    private final Progress progress;
    private final LegoDnn lego;

    LegoDnnRecipe(GraphRunner runner, Ledger ledger, CpuClock clock, Path folder, Progress progress) {
        this.runner = runner;
        this.ledger = ledger;
        this.folder = folder;
        this.progress = progress;
        this.lego = new LegoDnn(runner, clock);
    }

    /**
     * The recipe with the time of {@code ours}, and with {@code factor} times as much.
     *
     * @param ours whose blocks and channel counts it takes over
     */
    List<Contender> like(Contender ours, Subject subject, StudyOptions options, double factor) {
        List<FileStore> stores = List.of(store(0, ours), store(1, ours));
        if (!ledger.knows(FINISHED)) {
            make(stores, ours, subject, options, factor);
            ledger.put(FINISHED, 1);
        }
        return List.of(
                contender(0, "LegoDNN's recipe, equal time", stores, ours, 1),
                contender(1, "LegoDNN's recipe, %.0f times the time".formatted(factor), stores, ours, factor));
    }

    private void make(List<FileStore> stores, Contender ours, Subject subject, StudyOptions options, double factor) {
        int images = options.samples() + options.samples() / 5;
        ImageTable table = ImageTable.of(SpreadImages.of(subject.fitted(), images), ours.catalog());
        TeacherRows rows = TeacherRows.of(table, List.of(ours.catalog().input()));
        boolean batched = ours.catalog().input().shape().dim(0) == Shape.FREE;
        double share = ours.cpuSeconds() / work(ours.catalog());
        int made = 0;
        for (Block block : ours.catalog().blocks()) {
            OnnxGraph original = read(ours, block, block.original());
            try (GraphRunner.LoadedGraph loaded = runner.load(original.toBytes())) {
                rows = rows.with(TeacherRows.of(rows, block.inputs()).through(loaded, block.outputs(), batched));
            }
            for (Descendant wanted : pruned(block)) {
                progress.at("LegoDNN: block %s, %s".formatted(block.id(), wanted.id()), made++, count(ours.catalog()));
                if (!isMade(stores, ours, block, wanted)) {
                    OnnxGraph narrow = L1Pruning.like(original, read(ours, block, wanted));
                    List<Double> budgets = List.of(share * work(block, wanted), factor * share * work(block, wanted));
                    Rows inputs = TeacherRows.of(rows, block.inputs());
                    Rows answers = TeacherRows.of(rows, block.outputs());
                    keep(stores, ours, block, wanted, lego.train(narrow, inputs, answers, budgets, options.seed()));
                    for (int i = 0; i < budgets.size(); i++) {
                        ledger.put(NAMES.get(i) + ".seconds", ledger.get(NAMES.get(i) + ".seconds") + budgets.get(i));
                    }
                }
            }
            rows = rows.only(neededAfter(ours.catalog(), block));
        }
    }

    private static Contender contender(int i, String title, List<FileStore> stores, Contender ours, double factor) {
        FileStore store = stores.get(i);
        return new Contender(
                NAMES.get(i), title, store, store.load(ours.catalog().model()), factor * ours.cpuSeconds());
    }

    private FileStore store(int i, Contender ours) {
        FileStore store = FileStore.open(folder.resolve(NAMES.get(i)));
        BlockCatalog catalog = ours.catalog();
        if (!store.models().contains(catalog.model())) {
            List<Block> originals = new ArrayList<>();
            for (Block block : catalog.blocks()) {
                store.put(catalog.model(), block.id(), DescendantId.ORIGINAL, bytes(ours, block));
                originals.add(block.with(List.of(block.original()), List.of()));
            }
            store.save(catalog.withBlocks(originals));
        }
        return store;
    }

    private void keep(
            List<FileStore> stores, Contender ours, Block block, Descendant wanted, List<LegoDnn.Trained> trained) {
        for (int i = 0; i < stores.size(); i++) {
            keep(stores.get(i), ours, block, wanted, trained.get(i));
            String images = NAMES.get(i) + ".images";
            ledger.put(images, ledger.get(images) + trained.get(i).images());
        }
    }

    private static boolean isMade(List<FileStore> stores, Contender ours, Block block, Descendant wanted) {
        return stores.stream()
                .allMatch(store -> store.load(ours.catalog().model()).block(block.id()).descendants().stream()
                        .anyMatch(made -> made.id().equals(wanted.id())));
    }

    private void keep(FileStore store, Contender ours, Block block, Descendant wanted, LegoDnn.Trained trained) {
        BlockCatalog catalog = store.load(ours.catalog().model());
        BlockFile file = store.put(
                catalog.model(), block.id(), wanted.id(), trained.graph().toBytes());
        Descendant made = new Descendant(
                wanted.id(),
                wanted.compressions(),
                file.digest(),
                file.bytes(),
                trained.graph().constantBytes(),
                wanted.macs(),
                Math.sqrt(trained.loss()),
                "L1 pruning, Adam 3e-4, %d images".formatted(trained.images()));
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        blocks.replaceAll(other -> other.id().equals(block.id()) ? with(other, made) : other);
        store.save(catalog.withBlocks(blocks));
    }

    private static Block with(Block block, Descendant made) {
        List<Descendant> all = new ArrayList<>(block.descendants());
        all.removeIf(other -> other.id().equals(made.id()));
        all.add(made);
        return block.with(all, List.of());
    }

    private static byte[] bytes(Contender ours, Block block) {
        Path file = ours.store()
                .file(ours.catalog().model(), block.id(), block.original())
                .path();
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The block %s cannot be read (%s). Maybe the folder was cleaned up meanwhile.".formatted(file, e),
                    e);
        }
    }

    static OnnxGraph read(Contender of, Block block, Descendant descendant) {
        return OnnxReader.read(
                of.store().file(of.catalog().model(), block.id(), descendant).path());
    }

    private static List<Descendant> pruned(Block block) {
        return block.descendants().stream()
                .filter(each -> Compositions.keep(each) > 0)
                .toList();
    }

    private static int count(BlockCatalog catalog) {
        return catalog.blocks().stream().mapToInt(block -> pruned(block).size()).sum();
    }

    private static double work(Block block, Descendant wanted) {
        return wanted.macs() + NOT_SHRINKING * block.macs();
    }

    private static double work(BlockCatalog catalog) {
        return catalog.blocks().stream()
                .flatMapToDouble(block -> pruned(block).stream().mapToDouble(each -> work(block, each)))
                .sum();
    }

    private static Set<String> neededAfter(BlockCatalog catalog, Block block) {
        Set<String> needed = new HashSet<>();
        int position = catalog.blocks().indexOf(block);
        catalog.blocks().stream()
                .skip(position + 1L)
                .flatMap(later -> later.inputs().stream())
                .map(TensorSpec::name)
                .forEach(needed::add);
        return needed;
    }
}
