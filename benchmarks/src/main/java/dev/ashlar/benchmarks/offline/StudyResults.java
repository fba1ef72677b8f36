/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a study found, as it is written down.
 *
 * @param about machine, data, seed, command and versions
 * @param metric what quality is
 * @param original quality of the network itself on the test images, 0..1
 * @param spent by each recipe
 * @param scratchSeconds processor seconds that training from scratch takes: 200 epochs over 50,000 images at the measured
 *     cost of a step; null if the network cannot be trained by the benchmarks
 * @param entries compositions and variants
 * @param findings the targets
 */
record StudyResults(
        Map<String, String> about,
        String metric,
        double original,
        List<Spent> spent,
        @Nullable Double scratchSeconds,
        List<Entry> entries,
        List<Finding> findings) {
    StudyResults {
        spent = List.copyOf(spent);
        entries = List.copyOf(entries);
        findings = List.copyOf(findings);
    }

    /**
     * What a recipe took.
     *
     * @param recipe its name
     * @param title for people
     * @param cpuSeconds processor seconds
     * @param descendants that it made
     */
    record Spent(String recipe, String title, double cpuSeconds, int descendants) {}

    /**
     * One composition.
     *
     * @param recipe whose descendants
     * @param kind why it was looked at: original, single, uniform, random, best, int8
     * @param chain choices, block by block
     * @param macs multiply-accumulates
     * @param share of the original's, 0..1
     * @param weightBytes of all blocks
     * @param validation quality on the validation images, 0..1; null where it was not asked for
     * @param test quality on the test images, 0..1
     * @param wallNanos median time for one image; null if not measured
     * @param cpuNanos median processor time for one image; null if not measured
     */
    record Entry(
            String recipe,
            String kind,
            String chain,
            long macs,
            double share,
            long weightBytes,
            @Nullable Double validation,
            double test,
            @Nullable Long wallNanos,
            @Nullable Long cpuNanos) {}

    /**
     * One target.
     *
     * @param target what is wanted
     * @param measured what came out
     * @param met whether that is enough; null where nothing is asked
     */
    record Finding(String target, String measured, @Nullable Boolean met) {}
}
