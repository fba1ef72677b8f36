/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import java.util.List;

/**
 * Everything that is counted, at one moment.
 *
 * @param streams the open streams, in the order of their names
 * @param plans what adapting has taken
 * @param revision of the plan in force
 * @param memory what is held open and what the process occupies
 * @param workers how many frames are computed at the same time
 * @param alerts how often there was trouble
 * @param measuring what was measured of plans in idle time
 */
public record AshlarStats(
        List<StreamStats> streams,
        PlanStats plans,
        long revision,
        MemoryStats memory,
        int workers,
        long alerts,
        MeasuringStats measuring) {
    public AshlarStats {
        streams = List.copyOf(streams);
    }

    /** How the frames of all open streams ended. */
    public FrameCounts frames() {
        return streams.stream().map(StreamStats::frames).reduce(FrameCounts.NONE, FrameCounts::plus);
    }
}
