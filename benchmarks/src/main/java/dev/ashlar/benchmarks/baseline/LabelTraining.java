/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import dev.ashlar.benchmarks.net.Augmentation;
import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.Descent;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.benchmarks.net.Loss;
import dev.ashlar.benchmarks.net.TorchNetwork;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Training a whole network end to end with labels. */
public final class LabelTraining {
    /*
     * Stochastic gradient descent with Nesterov's momentum, the rate falling along a cosine to zero; images shifted and,
     * where classes allow it, flipped; normalisation in training mode.
     */
    private static final double DECAY = 1e-4;

    private final TorchNetwork network;
    private final ImageTable images;
    private final Options options;
    private final Descent descent;

    /**
     * How a network is trained.
     *
     * @param rate of the first step
     * @param batch images per step
     * @param classes that are told apart
     * @param augmentation of every image
     */
    public record Options(double rate, int batch, int classes, Augmentation augmentation) {}

    public LabelTraining(TorchNetwork network, ImageTable images, Options options) {
        this.network = network;
        this.images = images;
        this.options = options;
        this.descent = Descent.nesterov(network, DECAY);
    }

    /**
     * One pass over the images, ended early once all is done.
     *
     * @param done how much of the whole training is behind, 0..1
     * @return the mean loss
     */
    public double epoch(DoubleSupplier done, Random random) {
        double sum = 0;
        int steps = 0;
        for (List<Integer> rows : Order.batches(images.size(), options.batch(), random)) {
            double part = done.getAsDouble();
            if (part >= 1) {
                break;
            }
            double rate = options.rate() * (1 + Math.cos(Math.PI * part)) / 2;
            Batch batch = options.augmentation().of(Batch.of(images, rows), random);
            Batch truth = images.truth(rows, options.classes());
            sum += network.descend(batch, truth, Loss.crossEntropy(), descent, rate);
            steps++;
        }
        return sum / Math.max(1, steps);
    }

    /** Steps of one pass. */
    public int steps() {
        return Order.batches(images.size(), options.batch(), new Random(0)).size();
    }
}
