/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.JointOptions;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which descendants are made, and from how many samples.
 *
 * @param keeps levels of channel pruning: shares of the inner channels that stay, each above 0 and below 1
 * @param channelStep channels that the kernels of the target work on at once; {@link #MEASURED} for what this machine
 *     is measured to do
 * @param ranks levels of low rank: shares of the compute of large layers that stay, each above 0 and below 1
 * @param int8 whether an 8-bit descendant is made
 * @param samples images that layers are fitted to, a fifth as many more are kept to judge them; 0 for as many as suit
 *     the size of the network's input
 * @param seed of everything random
 * @param worstError a descendant whose feature error is above it is dropped
 * @param distil how pruned descendants are each trained after the closed form; null if they are not
 * @param joint how the descendants of all blocks are trained together after that; null if they are not
 */
public record DescendOptions(
        List<Double> keeps,
        int channelStep,
        List<Double> ranks,
        boolean int8,
        int samples,
        long seed,
        double worstError,
        @Nullable DistilOptions distil,
        @Nullable JointOptions joint) {
    /** In the place of a step of channels: measure it. */
    public static final int MEASURED = 0;

    public static final DescendOptions DEFAULT =
            new DescendOptions(List.of(0.75, 0.5, 0.25, 0.125), MEASURED, List.of(0.5), true, 0, 1, 0.95, null, null);

    private static final int WIDEST_STEP = 256;

    /*
     * A large image has more places to learn from, and takes more time and space: what suits is so many pixels in all,
     * between few enough to wait for and enough kinds of images.
     */
    private static final long PIXELS_TO_FIT = 5_000_000;

    private static final long PIXELS_TO_TRAIN = 30_000_000;
    private static final int LEAST_SAMPLES = 192;
    private static final int MOST_TO_FIT = 1200;
    private static final int MOST_TO_TRAIN = 5000;

    public DescendOptions {
        keeps = List.copyOf(keeps);
        ranks = List.copyOf(ranks);
        for (double keep : keeps) {
            Argument.require(
                    keep > 0 && keep < 1, "The share of channels to keep (%s) must be above 0 and below 1.", keep);
        }
        Argument.require(
                channelStep == MEASURED || (channelStep >= 1 && channelStep <= WIDEST_STEP),
                "The step of channels (%d) must lie between 1 and %d. Maybe leave it out to have it measured.",
                channelStep,
                WIDEST_STEP);
        for (double rank : ranks) {
            Argument.require(
                    rank > 0 && rank < 1,
                    "The share of the compute of large layers to keep (%s) must be above 0 and below 1.",
                    rank);
        }
        Argument.require(
                samples == 0 || (samples >= 4 && samples <= 1_000_000),
                "The number of samples (%d) must lie between 4 and 1e6, or be 0 for as many as suit.",
                samples);
        Argument.require(
                joint == null || distil != null,
                "Descendants are trained together only after each was trained alone. Maybe give both options.");
        Argument.requireInRange("worst feature error", worstError, 0, 100);
    }

    /** Options of the closed form alone, without low rank, for the usual step of channels. */
    public DescendOptions(List<Double> keeps, boolean int8, int samples, long seed, double worstError) {
        this(keeps, LevelWidths.USUAL_STEP, List.of(), int8, samples, seed, worstError, null, null);
    }

    /** Everything that decides what descendants become, given the network. */
    Recipe recipe(int images, String data, Digest inputs) {
        String shares = ranks.isEmpty() ? "" : " ranks=" + ranks;
        // What was measured differs when the machine is busy, and is no reason to make all of them again.
        String step = channelStep == MEASURED ? "" : " step=" + channelStep;
        String closedForm = "closed-form/2 keeps=%s%s%s int8=%s images=%d seed=%d worst-error=%s data=%s inputs=%s"
                .formatted(keeps, step, shares, int8, images, seed, worstError, data, inputs);
        return new Recipe(closedForm, distil == null ? null : distil.recipe(), joint == null ? null : joint.recipe());
    }

    /**
     * How many images layers are fitted to.
     *
     * @param input shape of the network's input, (N, C, H, W)
     */
    int samplesFor(Shape input) {
        if (samples > 0) {
            return samples;
        }
        long pixels = Math.max(1, input.dim(2) * input.dim(3));
        long suiting = distil == null
                ? Math.min(MOST_TO_FIT, PIXELS_TO_FIT / pixels)
                : Math.min(MOST_TO_TRAIN, PIXELS_TO_TRAIN / pixels);
        return (int) Math.max(LEAST_SAMPLES, suiting);
    }

    /** The same with other levels of pruning. */
    public DescendOptions withKeeps(List<Double> shares) {
        return new DescendOptions(shares, channelStep, ranks, int8, samples, seed, worstError, distil, joint);
    }

    /** The same for a target whose kernels work on so many channels at once. */
    public DescendOptions withChannelStep(int step) {
        return new DescendOptions(keeps, step, ranks, int8, samples, seed, worstError, distil, joint);
    }

    public DescendOptions withRanks(List<Double> shares) {
        return new DescendOptions(keeps, channelStep, shares, int8, samples, seed, worstError, distil, joint);
    }

    public DescendOptions withSamples(int count) {
        return new DescendOptions(keeps, channelStep, ranks, int8, count, seed, worstError, distil, joint);
    }

    public DescendOptions withSeed(long other) {
        return new DescendOptions(keeps, channelStep, ranks, int8, samples, other, worstError, distil, joint);
    }

    /** The same, and pruned descendants are each trained. */
    public DescendOptions withTraining(DistilOptions options) {
        return new DescendOptions(keeps, channelStep, ranks, int8, samples, seed, worstError, options, joint);
    }

    /** The same, and descendants that are trained are trained together after that. */
    public DescendOptions withJointTraining(JointOptions options) {
        return new DescendOptions(keeps, channelStep, ranks, int8, samples, seed, worstError, distil, options);
    }
}
