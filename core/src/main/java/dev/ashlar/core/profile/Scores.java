/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;

/**
 * What a composition is worth on some images, as means over them, beside the original on the same images.
 *
 * @param quality by the metric of the profile, 0..1
 * @param agreement of the answers with the original's, 0..1
 * @param dropError standard error of the loss of quality against the original, from the images that both were judged on
 * @param loss by which the cross-entropy against the truth rises, in nats; where no class is known, the divergence
 * @param divergence of the answers from the original's, 0 or more
 * @param distance relative error of the answers' numbers, 0..2
 */
public record Scores(
        double quality, double agreement, double dropError, double loss, double divergence, double distance) {
    /** Far beyond what any damage measures: 1000. */
    private static final double MOST = 1000;

    public Scores {
        Argument.requireInRange("quality of a composition", quality, 0, 1);
        Argument.requireInRange("agreement of a composition", agreement, 0, 1);
        Argument.requireInRange("standard error of a loss of quality", dropError, 0, 1);
        Argument.requireInRange("loss of a composition", loss, -MOST, MOST);
        Argument.requireInRange("divergence of a composition", divergence, 0, MOST);
        Argument.requireInRange("distance of a composition", distance, 0, 2);
    }
}
