/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Argument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * How a study is made.
 *
 * @param samples images that blocks are fitted to, by every recipe for blocks
 * @param epochs of our own recipe's training
 * @param joint whether our own recipe trains the descendants of all blocks together after that
 * @param levels of pruning
 * @param compositions drawn at random; 0 for none
 * @param budgets of compute for each of which the best composition is looked for; 0 for none
 * @param testImages most images of the test split that are reported on
 * @param validationImages of the training split that all choices are made on
 * @param seed of everything random
 * @param only names of the recipes to run beside the own one
 * @param latencyRounds how often every composition is timed; 0 for not at all
 * @param more times the processor time of our descendants that LegoDNN's recipe is given beside equal time
 * @param rates that whole networks are fine-tuned with, to choose from
 */
record StudyOptions(
        int samples,
        int epochs,
        boolean joint,
        List<Double> levels,
        int compositions,
        int budgets,
        int testImages,
        int validationImages,
        long seed,
        Set<String> only,
        int latencyRounds,
        double more,
        List<Double> rates) {
    /** What the longer run of LegoDNN's recipe is usually given. */
    static final double USUAL_MORE = 10;

    /** Names of recipes. */
    static final String OURS = "ours";

    static final String CLOSED_FORM = "closed-form";
    static final String LEGO = "r1";
    static final String LEGO_MORE = "r1-more";
    static final String WHOLE = "mg";

    /** All recipes. */
    static final Set<String> ALL = Set.of(OURS, CLOSED_FORM, LEGO, WHOLE);

    StudyOptions {
        levels = List.copyOf(levels);
        only = Set.copyOf(only);
        rates = List.copyOf(rates);
        Argument.require(ALL.containsAll(only), "The recipes (%s) must be among %s. Maybe one is misspelt.", only, ALL);
        Argument.require(!levels.isEmpty(), "At least one level of pruning must be given.");
        Argument.require(
                more > 1 && more <= 1000,
                "What LegoDNN's recipe gets more (%s times) must lie above 1, up to 1000.",
                more);
        Argument.require(!rates.isEmpty(), "At least one learning rate must be given.");
        Argument.require(
                compositions >= 0 && budgets >= 0 && testImages >= 1 && validationImages >= 1 && latencyRounds >= 0,
                "The numbers of compositions (%d) and budgets (%d) must not be negative, those of test images (%d) and of validation images (%d) at least 1.",
                compositions,
                budgets,
                testImages,
                validationImages);
    }

    /** Whether a recipe is part of the study; the own one always is. */
    boolean runs(String recipe) {
        return recipe.equals(OURS) || only.contains(recipe);
    }

    /** What tells studies apart whose descendants differ. */
    String key(Subject subject) {
        String all = "%s %s %s samples=%d epochs=%d levels=%s validation=%d seed=%d rates=%s"
                .formatted(
                        subject.model().catalog().source(),
                        subject.fitted().name(),
                        subject.cut(),
                        samples,
                        epochs,
                        levels,
                        validationImages,
                        seed,
                        rates);
        if (more != USUAL_MORE) {
            all += " more=" + more;
        }
        if (joint) {
            all += " joint";
        }
        return Digest.sha256(all.getBytes(StandardCharsets.UTF_8)).value().substring(0, 12);
    }
}
