/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.QualityPrediction;

/**
 * A composition of a plan whose prediction was replaced by a measurement.
 *
 * @param revision of the plan in force
 * @param chain the composition
 * @param metric of quality
 * @param base quality of the originals, 0..1
 * @param predicted what it was predicted to lose, with an interval
 * @param measured what it is worth
 * @param images that it was judged on
 * @param replanned whether another plan is asked for, since it is worth less than was to be expected
 */
record MeasuredPlan(
        long revision,
        BlockChain chain,
        String metric,
        double base,
        QualityPrediction.Loss predicted,
        MeasuredComposition measured,
        int images,
        boolean replanned) {}
