/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;

/**
 * How a descendant is trained.
 *
 * @param epochs most passes over all samples
 * @param learningRate of the first step, as a share of the root mean square of each layer's weights and of its biases; it
 *     falls along a cosine to 2 % of that
 * @param batch images per step, fewer where memory does not suffice
 * @param patience share of the epochs that may in a row bring nothing before training ends, above 0 and at most 1; two
 *     may in any case
 * @param limit most time for one descendant; where it cuts training short, the result depends on the machine's speed
 * @param seed of the order of samples
 */
public record DistilOptions(int epochs, double learningRate, int batch, double patience, Duration limit, long seed) {
    public static final DistilOptions DEFAULT = new DistilOptions(4, 0.03, 16, 0.5, Duration.ofHours(1), 1);

    private static final int LEAST_IDLE = 2;

    public DistilOptions {
        Argument.require(
                epochs >= 1 && epochs <= 10_000, "The number of epochs (%d) must lie between 1 and 1e4.", epochs);
        Argument.requireInRange("learning rate", learningRate, 1e-9, 1);
        Argument.require(batch >= 1 && batch <= 65_536, "The batch (%d) must lie between 1 and 65536.", batch);
        Argument.require(patience > 0 && patience <= 1, "The patience (%s) must be above 0 and at most 1.", patience);
        Argument.require(!limit.isNegative(), "The time limit (%s) must not be negative.", limit);
    }

    /** Epochs in a row that may bring nothing. The first, at the highest rate, often brings nothing; the next do. */
    int idleEpochs() {
        return Math.max(LEAST_IDLE, (int) Math.ceil(patience * epochs));
    }

    /** Everything that decides what training makes of a descendant. */
    public String recipe() {
        return "distil epochs=%d share=%s batch=%d patience=%s limit=%s order=%d"
                .formatted(epochs, learningRate, batch, patience, limit, seed);
    }

    public DistilOptions withEpochs(int count) {
        return new DistilOptions(count, learningRate, batch, patience, limit, seed);
    }

    public DistilOptions withSeed(long other) {
        return new DistilOptions(epochs, learningRate, batch, patience, limit, other);
    }

    public DistilOptions withLimit(Duration other) {
        return new DistilOptions(epochs, learningRate, batch, patience, other, seed);
    }
}
