/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How descendants are made, and how much is spent on it. */
final class RecipeParameters {
    private static final String CLOSED_FORM = "closed-form";
    private static final String DISTIL = "distil";

    @Option(
            names = "--samples",
            description =
                    "Images that layers are fitted to (default: 192 to 1200 by their size, to distil up to 5000).")
    private @Nullable Integer samples;

    @Option(
            names = "--recipe",
            description = "How descendants are made: closed-form in seconds to minutes, or distil, which trains them "
                    + "after that: minutes to hours, and more accurate (default: ${DEFAULT-VALUE}).")
    private String recipe = CLOSED_FORM;

    @Option(names = "--epochs", description = "Passes over the images when distilling (default: ${DEFAULT-VALUE}).")
    private int epochs = DistilOptions.DEFAULT.epochs();

    /** The options of this recipe; values that make no sense are refused. */
    DescendOptions of(List<Double> keeps, boolean int8, long seed) {
        boolean distil = recipe.equals(DISTIL);
        Argument.require(
                distil || recipe.equals(CLOSED_FORM), "The recipe (%s) must be %s or %s.", recipe, CLOSED_FORM, DISTIL);
        int images = samples == null ? DescendOptions.DEFAULT.samples() : samples;
        Argument.require(
                samples == null || images >= 4, "The number of samples (%d) must lie between 4 and 1e6.", images);
        DescendOptions closedForm = new DescendOptions(keeps, int8, images, seed, DescendOptions.DEFAULT.worstError());
        return distil
                ? closedForm.withTraining(
                        DistilOptions.DEFAULT.withEpochs(epochs).withSeed(seed))
                : closedForm;
    }
}
