/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.baseline.LabelTraining;
import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.net.Augmentation;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.TorchNetwork;
import dev.ashlar.blocks.onnx.OnnxGraph;
import java.util.Random;

/** What training a network from scratch costs, by the cost of a few steps. */
final class ScratchCost {
    private static final double IMAGES = 200.0 * 50_000;
    private static final int BATCH = 128;
    private static final int STEPS = 5;

    /** The least of several is taken: whatever disturbs them makes training from scratch look dearer than it is. */
    private static final int TRIALS = 5;

    private ScratchCost() {}

    /** Processor seconds for 200 epochs over 50,000 images. */
    static double seconds(OnnxGraph network, ImageTable images, int classes, CpuClock clock) {
        try (TorchNetwork trained = new TorchNetwork(network)) {
            LabelTraining training = new LabelTraining(
                    trained, images, new LabelTraining.Options(1e-4, BATCH, classes, new Augmentation(4, true)));
            int batch = Math.min(BATCH, images.size());
            steps(training, 2);
            double least = Double.POSITIVE_INFINITY;
            for (int trial = 0; trial < TRIALS; trial++) {
                double start = clock.seconds();
                steps(training, STEPS);
                least = Math.min(least, clock.seconds() - start);
            }
            return least / (STEPS * batch) * IMAGES;
        }
    }

    private static void steps(LabelTraining training, int count) {
        int[] done = {0};
        while (done[0] < count) {
            training.epoch(() -> done[0]++ < count ? 0 : 1, new Random(1));
        }
    }
}
