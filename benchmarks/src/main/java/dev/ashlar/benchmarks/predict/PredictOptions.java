/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.unit.Argument;

/**
 * What is compared on how much.
 *
 * @param profileImages to profile on at most
 * @param testImages to report on at most
 * @param compositions that are drawn, every choice of a block as likely as the others
 * @param corner more that are drawn among the two smallest choices of every block
 * @param budgets of compute that plans are made under
 * @param rounds that the profile times
 * @param costed compositions that are timed and weighed; 0 for none
 * @param costRounds runs of each that are timed
 * @param seed of what is drawn
 */
record PredictOptions(
        int profileImages,
        int testImages,
        int compositions,
        int corner,
        int budgets,
        int rounds,
        int costed,
        int costRounds,
        long seed) {
    PredictOptions {
        Argument.require(
                profileImages >= 10 && testImages >= 10 && compositions >= 4 && corner >= 0 && budgets >= 2,
                "There must be at least 10 images to profile on (%d), 10 to report on (%d), 4 compositions (%d) and 2"
                        + " budgets (%d).",
                profileImages,
                testImages,
                compositions,
                budgets);
    }
}
