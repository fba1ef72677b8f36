/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.StreamId;

/**
 * What a stream has got so far.
 *
 * @param id the stream
 * @param frames how its frames ended
 * @param latency from capture to result, of the frames that were served
 */
public record StreamStats(StreamId id, FrameCounts frames, LatencySummary latency) {}
