/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.baseline.L1Pruning;
import dev.ashlar.benchmarks.baseline.LabelTraining;
import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.common.Ledger;
import dev.ashlar.benchmarks.evaluation.Compositions;
import dev.ashlar.benchmarks.net.Augmentation;
import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.TorchNetwork;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Baseline 2: the whole network pruned evenly and fine-tuned end to end with labels, once for every level. */
final class WholeModelRecipe {
    /*
     * Channels go by the norms of their filters, as many as in the uniform composition of our descendants, so that both
     * have one size. All variants together get the time of all our descendants together. Of several learning rates the
     * best on the validation images is taken for every level, each given the whole time of the variant; only one is
     * charged. All labelled images of the training split that are not validated on are trained with.
     */
    static final BlockId BLOCK = new BlockId("whole");

    private static final int BATCH = 64;
    private static final int SHIFT = 4;
    private static final int COMPARED = 4;

    private final GraphRunner runner;
    private final Ledger ledger;
    private final CpuClock clock;
    private final Path folder;
    private final Progress progress;

    WholeModelRecipe(GraphRunner runner, Ledger ledger, CpuClock clock, Path folder, Progress progress) {
        this.runner = runner;
        this.ledger = ledger;
        this.clock = clock;
        this.folder = folder;
        this.progress = progress;
    }

    /** The variants, as descendants of a network of one block. */
    Contender like(Contender ours, Subject subject, StudyOptions options, ImageTable validation) {
        FileStore store = FileStore.open(folder.resolve("mg"));
        Map<Double, BlockChain> uniform = new Compositions(ours.catalog()).uniform();
        OnnxGraph whole = whole(ours);
        List<Descendant> variants = new ArrayList<>(List.of(original(ours, whole, store)));
        double seconds = ours.cpuSeconds() / Math.max(1, uniform.size());
        Task task = new Task(subject, options, validation, seconds);
        int done = 0;
        for (Map.Entry<Double, BlockChain> level : uniform.entrySet()) {
            OnnxGraph pruned = pruned(ours, level.getValue());
            List<Path> candidates = new ArrayList<>();
            for (double rate : options.rates()) {
                progress.at(
                        "whole network at %s, rate %s".formatted(level.getKey(), rate),
                        done++,
                        (long) uniform.size() * options.rates().size());
                candidates.add(task.candidate(pruned, level.getKey(), rate));
            }
            OnnxGraph best = OnnxReader.read(task.best(candidates));
            variants.add(variant(ours, level.getKey(), level.getValue(), best, store));
        }
        BlockCatalog catalog = catalog(ours, variants);
        store.save(catalog);
        return new Contender("mg", "whole network, fine-tuned", store, catalog, ours.cpuSeconds());
    }

    private static OnnxGraph whole(Contender ours) {
        return OnnxReader.read(ours.store()
                .original(ours.catalog().model(), ours.catalog().source())
                .path());
    }

    private static Descendant original(Contender ours, OnnxGraph whole, FileStore store) {
        BlockFile file = store.put(ours.catalog().model(), BLOCK, DescendantId.ORIGINAL, whole.toBytes());
        return new Descendant(
                DescendantId.ORIGINAL,
                List.of(),
                file.digest(),
                file.bytes(),
                whole.constantBytes(),
                ours.catalog().blocks().stream().mapToLong(Block::macs).sum(),
                0,
                "import");
    }

    private static Descendant variant(
            Contender ours, double level, BlockChain chain, OnnxGraph graph, FileStore store) {
        DescendantId id = new DescendantId("keep-%02d".formatted(Math.round(level * 100)));
        BlockFile file = store.put(ours.catalog().model(), BLOCK, id, graph.toBytes());
        return new Descendant(
                id,
                List.of(new Compression.ChannelPruning(level)),
                file.digest(),
                file.bytes(),
                graph.constantBytes(),
                new Compositions(ours.catalog()).cost(chain).macs(),
                0,
                "L1 pruning, fine-tuned with labels");
    }

    private static BlockCatalog catalog(Contender ours, List<Descendant> variants) {
        BlockCatalog blocks = ours.catalog();
        long macs = variants.get(0).macs();
        return blocks.withBlocks(List.of(
                new Block(BLOCK, List.of(blocks.input()), blocks.outputs(), 1, macs, macs, variants, List.of())));
    }

    /** The blocks of a composition, pruned by norms instead, as one network again. */
    private static OnnxGraph pruned(Contender ours, BlockChain chain) {
        List<OnnxGraph> parts = new ArrayList<>();
        for (int i = 0; i < ours.catalog().blocks().size(); i++) {
            Block block = ours.catalog().blocks().get(i);
            OnnxGraph original = LegoDnnRecipe.read(ours, block, block.original());
            Descendant like = block.descendant(chain.choices().get(i));
            parts.add(like.isOriginal() ? original : L1Pruning.like(original, LegoDnnRecipe.read(ours, block, like)));
        }
        return Joined.of(parts, whole(ours));
    }

    /** The fine-tuning of all variants. */
    private final class Task {
        private final Subject subject;
        private final StudyOptions options;
        private final ImageTable validation;
        private final double seconds;
        private final List<ImageTable> images = new ArrayList<>();

        private Task(Subject subject, StudyOptions options, ImageTable validation, double seconds) {
            this.subject = subject;
            this.options = options;
            this.validation = validation;
            this.seconds = seconds;
        }

        private Path candidate(OnnxGraph pruned, double level, double rate) {
            Path file = folder.resolve("mg-%s-%s.onnx".formatted(level, rate));
            if (!Files.exists(file) || !ledger.knows(file.getFileName().toString())) {
                OnnxGraph tuned = tuned(pruned, rate, file.getFileName().toString());
                new AtomicFiles().write(file, out -> out.write(tuned.toBytes()));
            }
            return file;
        }

        private OnnxGraph tuned(OnnxGraph pruned, double rate, String name) {
            if (images.isEmpty()) {
                images.add(ImageTable.of(subject.fitted(), subject.model().catalog()));
            }
            ImageTable table = images.get(0);
            try (TorchNetwork network = new TorchNetwork(pruned)) {
                List<Integer> few = IntStream.range(0, COMPARED).boxed().toList();
                network.requireAgreement(Batch.of(table, few), runner);
                Augmentation augmentation = new Augmentation(SHIFT, subject.mirrored());
                LabelTraining training = new LabelTraining(
                        network, table, new LabelTraining.Options(rate, BATCH, classes(), augmentation));
                Random random = new Random(options.seed());
                double start = clock.seconds();
                do {
                    training.epoch(() -> (clock.seconds() - start) / seconds, random);
                } while (clock.seconds() - start < seconds);
                ledger.put(name, accuracy(network));
                return network.graph();
            }
        }

        private int classes() {
            return Math.toIntExact(
                    subject.model().catalog().outputs().get(0).nominal().dim(1));
        }

        private double accuracy(TorchNetwork network) {
            return Accuracy.of(network, validation);
        }

        private Path best(List<Path> candidates) {
            Path best = candidates.get(0);
            for (Path file : candidates) {
                double here = ledger.get(file.getFileName().toString());
                best = here > ledger.get(best.getFileName().toString()) ? file : best;
            }
            return best;
        }
    }
}
