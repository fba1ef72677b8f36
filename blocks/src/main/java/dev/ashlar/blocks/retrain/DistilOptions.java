/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;

/**
 * How a descendant is trained.
 *
 * @param epochs most passes over all samples
 * @param leastSteps where the epochs have fewer steps than that, because samples are few, there are more epochs; 0 for no
 *     more in any case
 * @param learningRate of the first step, as a share of the root mean square of each layer's weights and of its biases; it
 *     falls along a cosine to 2 % of that
 * @param batch images per step, fewer where memory does not suffice
 * @param patience share of the epochs that may in a row bring nothing before training ends, above 0 and at most 1; two
 *     may in any case
 * @param limit most time for one descendant; where it cuts training short, the result depends on the machine's speed
 * @param seed of the order of samples
 */
public record DistilOptions(
        int epochs, int leastSteps, double learningRate, int batch, double patience, Duration limit, long seed) {
    public static final DistilOptions DEFAULT = new DistilOptions(4, 200, 0.03, 16, 0.5, Duration.ofHours(1), 1);

    private static final int LEAST_IDLE = 2;

    public DistilOptions {
        Argument.require(
                epochs >= 1 && epochs <= 10_000, "The number of epochs (%d) must lie between 1 and 1e4.", epochs);
        Argument.require(
                leastSteps >= 0 && leastSteps <= 1_000_000,
                "The least number of steps (%d) must lie between 0 and 1e6.",
                leastSteps);
        Pace.requireSound(learningRate, batch, limit);
        Argument.require(patience > 0 && patience <= 1, "The patience (%s) must be above 0 and at most 1.", patience);
    }

    /** How many epochs there are at most, of so many steps each. */
    int epochsOf(int steps) {
        return Math.max(epochs, (leastSteps + steps - 1) / Math.max(1, steps));
    }

    /** How many of so many epochs may in a row bring nothing. The first, at the highest rate, often brings nothing. */
    int idleOf(int all) {
        return Math.max(LEAST_IDLE, (int) Math.ceil(patience * all));
    }

    /** Everything that decides what training makes of a descendant. */
    public String recipe() {
        String length = leastSteps == 0 ? "" : " steps=" + leastSteps;
        return "distil epochs=%d%s share=%s batch=%d patience=%s limit=%s order=%d"
                .formatted(epochs, length, learningRate, batch, patience, limit, seed);
    }

    /** At most so many epochs, however few steps they have. */
    public DistilOptions withEpochs(int count) {
        return new DistilOptions(count, 0, learningRate, batch, patience, limit, seed);
    }

    public DistilOptions withSeed(long other) {
        return new DistilOptions(epochs, leastSteps, learningRate, batch, patience, limit, other);
    }

    public DistilOptions withLimit(Duration other) {
        return new DistilOptions(epochs, leastSteps, learningRate, batch, patience, other, seed);
    }
}
