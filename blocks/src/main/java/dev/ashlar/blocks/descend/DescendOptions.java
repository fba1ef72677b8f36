/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which descendants are made, and from how many samples.
 *
 * @param keeps levels of channel pruning: shares of the inner channels that stay, each above 0 and below 1
 * @param int8 whether an 8-bit descendant is made
 * @param samples images that layers are fitted to; a fifth as many more are kept to judge them
 * @param seed of everything random
 * @param worstError a descendant whose feature error is above it is dropped
 * @param distil how pruned descendants are trained after the closed form; null if they are not
 */
public record DescendOptions(
        List<Double> keeps, boolean int8, int samples, long seed, double worstError, @Nullable DistilOptions distil) {
    public static final DescendOptions DEFAULT =
            new DescendOptions(List.of(0.75, 0.5, 0.25, 0.125), true, 192, 1, 0.95);

    /** Images that are enough to train with. */
    public static final int SAMPLES_TO_DISTIL = 5000;

    public DescendOptions {
        keeps = List.copyOf(keeps);
        for (double keep : keeps) {
            Argument.require(
                    keep > 0 && keep < 1, "The share of channels to keep (%s) must be above 0 and below 1.", keep);
        }
        Argument.require(
                samples >= 4 && samples <= 1_000_000,
                "The number of samples (%d) must lie between 4 and 1e6.",
                samples);
        Argument.requireInRange("worst feature error", worstError, 0, 100);
    }

    /** Options of the closed form alone. */
    public DescendOptions(List<Double> keeps, boolean int8, int samples, long seed, double worstError) {
        this(keeps, int8, samples, seed, worstError, null);
    }

    /** Everything that decides what descendants become, given the network. */
    String recipe(int images, String data, Digest inputs) {
        return "%s keeps=%s int8=%s images=%d seed=%d worst-error=%s data=%s inputs=%s"
                .formatted(
                        distil == null ? "closed-form" : distil.recipe(),
                        keeps,
                        int8,
                        images,
                        seed,
                        worstError,
                        data,
                        inputs);
    }

    public DescendOptions withSamples(int count) {
        return new DescendOptions(keeps, int8, count, seed, worstError, distil);
    }

    public DescendOptions withSeed(long other) {
        return new DescendOptions(keeps, int8, samples, other, worstError, distil);
    }

    /** The same, and pruned descendants are trained. */
    public DescendOptions withTraining(DistilOptions options) {
        return new DescendOptions(keeps, int8, samples, seed, worstError, options);
    }
}
