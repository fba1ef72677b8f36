/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.profile.LatencyProfile;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one composition.
 *
 * @param chain which
 * @param quality by the metric of the evaluation
 * @param agreement of its answers with the original's
 * @param drop quality of the original less its own, from the images that both were judged on
 * @param latency of a frame as it serves, preprocessing included
 * @param original latency of the original, which ran in turn with it
 * @param bytes by which the process grew when it was opened, joined and run; null where the system does not tell
 */
public record MeasuredChain(
        BlockChain chain,
        Estimate quality,
        Estimate agreement,
        Estimate drop,
        LatencyProfile latency,
        LatencyProfile original,
        @Nullable Long bytes) {}
