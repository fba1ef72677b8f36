/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.workload.StreamId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream gives up because not all can be served as they ask.
 *
 * @param stream which
 * @param period time from one frame to the next that is left to it; null if it is paused
 * @param reason the demand that could not be met, for people
 */
public record LadderStep(StreamId stream, @Nullable Duration period, String reason) {

    public boolean isPause() {
        return period == null;
    }
}
