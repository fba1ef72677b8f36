/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.profile.Scores;

/**
 * Sums of the scores of a composition over images, each beside the original's.
 *
 * @param images how many
 * @param quality sum
 * @param agreement sum
 * @param gained sum of what the quality is above the original's
 * @param squares sum of the squares of that
 * @param loss sum of what the loss is above the original's
 * @param divergence sum
 * @param distance sum
 */
record ScoreSums(
        long images,
        double quality,
        double agreement,
        double gained,
        double squares,
        double loss,
        double divergence,
        double distance) {
    static final ScoreSums NONE = new ScoreSums(0, 0, 0, 0, 0, 0, 0, 0);

    static ScoreSums of(double[] values) {
        return new ScoreSums(
                (long) values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }

    double[] values() {
        return new double[] {images, quality, agreement, gained, squares, loss, divergence, distance};
    }

    ScoreSums plus(ScoreSums other) {
        return new ScoreSums(
                images + other.images,
                quality + other.quality,
                agreement + other.agreement,
                gained + other.gained,
                squares + other.squares,
                loss + other.loss,
                divergence + other.divergence,
                distance + other.distance);
    }

    Scores means() {
        double mean = gained / images;
        double variance = images > 1 ? Math.max(0, squares / images - mean * mean) / (images - 1) : 0;
        return new Scores(
                share(quality / images),
                share(agreement / images),
                share(Math.sqrt(variance)),
                loss / images,
                divergence / images,
                distance / images);
    }

    /** Sums of shares are rounded. */
    private static double share(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
