/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.descend.PolishOptions;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.JointOptions;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How descendants are made, and how much is spent on it. */
final class RecipeParameters {
    private static final String CLOSED_FORM = "closed-form";
    private static final String DISTIL = "distil";
    private static final String JOINT = "joint";

    @Option(
            names = "--samples",
            description =
                    "Images that layers are fitted to (default: 192 to 1200 by their size, to distil up to 5000).")
    private @Nullable Integer samples;

    @Option(
            names = "--recipe",
            description =
                    "How descendants and heads are made: closed-form in seconds to minutes; distil, which trains each "
                            + "after that: minutes to hours, and more accurate; or joint, which then trains those of "
                            + "all blocks together: about twice that (default: ${DEFAULT-VALUE}).")
    private String recipe = CLOSED_FORM;

    @Option(
            names = "--epochs",
            description = "Passes over the images when distilling (default: 4, more where images are few).")
    private @Nullable Integer epochs;

    /** How descendants are made by this recipe; values that make no sense are refused. */
    DescendOptions of(List<Double> keeps, boolean int8, long seed) {
        DescendOptions closedForm =
                new DescendOptions(keeps, int8, images(), seed, DescendOptions.DEFAULT.worstError());
        DistilOptions training = training(seed);
        DescendOptions alone = training == null ? closedForm : closedForm.withTraining(training);
        return recipe.equals(JOINT) ? alone.withJointTraining(JointOptions.DEFAULT.withSeed(seed)) : alone;
    }

    /** How heads are polished by this recipe; values that make no sense are refused. */
    PolishOptions polish(long seed) {
        DistilOptions training = training(seed);
        PolishOptions usual = PolishOptions.DEFAULT.withSeed(seed).withTraining(training);
        return usual.withImages(images());
    }

    /** Heads are polished as descendants were made, with as many images as suit heads. */
    static PolishOptions likewise(DescendOptions descend) {
        return PolishOptions.DEFAULT.withSeed(descend.seed()).withTraining(descend.distil());
    }

    /** How many are asked for; 0 for as many as suit. */
    private int images() {
        int asked = samples == null ? DescendOptions.DEFAULT.samples() : samples;
        Argument.require(
                samples == null || asked >= 4, "The number of samples (%d) must lie between 4 and 1e6.", asked);
        return asked;
    }

    private @Nullable DistilOptions training(long seed) {
        Argument.require(
                List.of(CLOSED_FORM, DISTIL, JOINT).contains(recipe),
                "The recipe (%s) must be %s, %s or %s.",
                recipe,
                CLOSED_FORM,
                DISTIL,
                JOINT);
        if (recipe.equals(CLOSED_FORM)) {
            return null;
        }
        DistilOptions usual = DistilOptions.DEFAULT.withSeed(seed);
        return epochs == null ? usual : usual.withEpochs(epochs);
    }
}
