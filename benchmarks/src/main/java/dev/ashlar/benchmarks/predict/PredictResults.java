/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import java.util.List;
import java.util.Map;

/**
 * Everything that the study found.
 *
 * @param about machine, data, seed, command and versions
 * @param networks each by itself
 */
record PredictResults(Map<String, String> about, List<Network> networks) {
    PredictResults {
        networks = List.copyOf(networks);
    }

    /**
     * One network. Losses are fractions below the original on the same images.
     *
     * @param name in its store
     * @param recipe of its descendants
     * @param blocks how many
     * @param descendants other than originals
     * @param profileImages that were profiled on
     * @param testImages that are reported on
     * @param profileQuality of the original on the former
     * @param testQuality of the original on the latter
     * @param profileSeconds that the profile took, by the clock
     * @param measured compositions in the profile
     * @param floor expected absolute difference of two measurements of a composition, one on each set of images, by
     *     sampling alone
     * @param scores of each predictor
     * @param plans of each predictor
     * @param compositions that were predicted and measured
     * @param originalNanos median of the original in the profile; 0 if times were not asked for
     * @param times of linked compositions, alone and beside others; none if they were not asked for
     * @param memory of linked compositions; none if it was not asked for
     */
    record Network(
            String name,
            String recipe,
            int blocks,
            int descendants,
            int profileImages,
            int testImages,
            double profileQuality,
            double testQuality,
            double profileSeconds,
            int measured,
            Floor floor,
            List<Score> scores,
            List<Plans> plans,
            List<Composition> compositions,
            long originalNanos,
            List<Cost> times,
            List<Growth> memory) {
        Network {
            scores = List.copyOf(scores);
            plans = List.copyOf(plans);
            compositions = List.copyOf(compositions);
            times = List.copyOf(times);
            memory = List.copyOf(memory);
        }
    }

    /**
     * What sampling alone leaves open, as expected absolute differences.
     *
     * @param mild of compositions that lose up to 15 points
     * @param all of all
     * @param mean of what all lose in the mean: they are judged by the same images and err together
     */
    record Floor(double mild, double all, double mean) {}

    /**
     * How a predictor did.
     *
     * @param predictor its name
     * @param title for people
     * @param mildCount compositions that lose up to 15 points
     * @param mildError mean absolute error of these
     * @param error of all
     * @param bias mean of predicted less measured loss
     * @param worst greatest absolute error
     * @param rank Spearman's correlation
     * @param covered share within the 95 % interval, 0..1
     */
    record Score(
            String predictor,
            String title,
            int mildCount,
            double mildError,
            double error,
            double bias,
            double worst,
            double rank,
            double covered) {}

    /**
     * The plans that a predictor chooses under twenty budgets of compute, each once.
     *
     * @param predictor its name
     * @param count how many
     * @param before mean of measured less predicted loss: what is promised too much
     * @param worstBefore the greatest
     * @param after the same once the plan is measured on the images of the profile
     * @param worstAfter the greatest
     * @param loss mean of what the plans lose, on test images
     */
    record Plans(
            String predictor,
            int count,
            double before,
            double worstBefore,
            double after,
            double worstAfter,
            double loss) {}

    /**
     * One composition.
     *
     * @param kind random, corner or plan
     * @param choices block by block
     * @param loss on the test images
     * @param half of the 95 % interval around our prediction
     * @param predicted by each predictor
     */
    record Composition(String kind, String choices, double loss, double half, Map<String, Double> predicted) {}

    /**
     * How long a linked composition takes for a frame, at the median.
     *
     * @param choices block by block
     * @param beside how many other threads run compositions without a pause
     * @param predictedNanos by the profile, and beside others by what these cost the original
     * @param measuredNanos by the clock
     * @param originalNanos what the original took in turn with it, alone
     */
    record Cost(String choices, int beside, long predictedNanos, long measuredNanos, long originalNanos) {}

    /**
     * What a linked composition occupies.
     *
     * @param choices block by block
     * @param predictedBytes by the profile
     * @param measuredBytes by which mapped weights and native memory of the process grew, in proportion where shared
     */
    record Growth(String choices, long predictedBytes, long measuredBytes) {}
}
