/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;

/**
 * How the descendants of all blocks are trained together.
 *
 * @param passes over all samples
 * @param leastSteps where the passes have fewer steps than that, because samples are few, there are more passes
 * @param learningRate of the first step, as a share of the root mean square of each layer's weights and of its biases; it
 *     falls along a cosine to 2 % of that
 * @param batch images per step, fewer where memory does not suffice
 * @param limit most time; where it cuts training short, the result depends on the machine's speed
 * @param seed of the order of samples and of the compositions
 */
public record JointOptions(int passes, int leastSteps, double learningRate, int batch, Duration limit, long seed) {
    public static final JointOptions DEFAULT = new JointOptions(12, 400, 0.01, 32, Duration.ofHours(12), 1);

    public JointOptions {
        Argument.require(
                passes >= 1 && passes <= 10_000, "The number of passes (%d) must lie between 1 and 1e4.", passes);
        Argument.require(
                leastSteps >= 0 && leastSteps <= 1_000_000,
                "The least number of steps (%d) must lie between 0 and 1e6.",
                leastSteps);
        Pace.requireSound(learningRate, batch, limit);
    }

    /** How many steps there are, for so many samples and so many of them a step. */
    int steps(int samples, int each) {
        long whole = ((long) passes * samples + each - 1) / each;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(leastSteps, whole));
    }

    /** Everything that decides what training makes of descendants. */
    public String recipe() {
        return "joint passes=%d steps=%d share=%s batch=%d limit=%s order=%d"
                .formatted(passes, leastSteps, learningRate, batch, limit, seed);
    }

    /** So many passes, however few steps they have. */
    public JointOptions withPasses(int count) {
        return new JointOptions(count, 0, learningRate, batch, limit, seed);
    }

    public JointOptions withSeed(long other) {
        return new JointOptions(passes, leastSteps, learningRate, batch, limit, other);
    }

    public JointOptions withLimit(Duration other) {
        return new JointOptions(passes, leastSteps, learningRate, batch, other, seed);
    }
}
