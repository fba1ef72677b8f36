/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.baseline.LabelTraining;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.common.Ledger;
import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.TorchNetwork;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.store.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

/** Trains a network for a study, epoch by epoch, and leaves it in a folder. */
final class ScratchTraining {
    /*
     * After every epoch the network is written; a training that was interrupted goes on with the next one. The momentum
     * of the descent is not kept, so such a network is not bit for bit the one of an undisturbed training.
     */
    private static final int COMPARED = 4;

    private final Path folder;
    private final GraphRunner runner;
    private final Progress progress;

    /** @param folder that exists, for this network alone */
    ScratchTraining(Path folder, GraphRunner runner, Progress progress) {
        this.folder = folder;
        this.runner = runner;
        this.progress = progress;
    }

    /**
     * The trained network.
     *
     * @param seeded with the weights that it begins with
     * @param validation images whose accuracy is shown while it is trained
     */
    Path train(
            OnnxGraph seeded,
            ImageTable images,
            ImageTable validation,
            LabelTraining.Options options,
            int epochs,
            long seed) {
        Path file = folder.resolve("network.onnx");
        Ledger ledger = new Ledger(folder.resolve("training.json"), CpuClock.process());
        OnnxGraph start = Files.exists(file) ? OnnxReader.read(file) : seeded;
        if (ledger.get("epochs") >= epochs) {
            return file;
        }
        try (TorchNetwork network = new TorchNetwork(start)) {
            network.requireAgreement(
                    Batch.of(images, IntStream.range(0, COMPARED).boxed().toList()), runner);
            LabelTraining training = new LabelTraining(network, images, options);
            for (int epoch = (int) ledger.get("epochs"); epoch < epochs; epoch++) {
                epoch(training, ledger, epoch, epochs, seed);
                new AtomicFiles().write(file, out -> out.write(network.graph().toBytes()));
                ledger.put("epochs", epoch + 1.0);
                double accuracy = Accuracy.of(network, validation);
                ledger.put("accuracy", accuracy);
                progress.at("trained, %.1f %% on validation images".formatted(100 * accuracy), epoch + 1L, epochs);
            }
        }
        return file;
    }

    private static void epoch(LabelTraining training, Ledger ledger, int epoch, int epochs, long seed) {
        try (Ledger.Meter meter = ledger.meter("seconds")) {
            double steps = (double) training.steps() * epochs;
            int[] step = {training.steps() * epoch};
            double loss = training.epoch(() -> step[0]++ / steps, new Random(seed * 1000 + epoch));
            meter.tick();
            if (!Double.isFinite(loss)) {
                throw new BenchmarkException("The training diverged in epoch %d: the loss is %s. Maybe another --seed."
                        .formatted(epoch, loss));
            }
        }
    }
}
