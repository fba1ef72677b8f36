/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.LatencySummary;
import dev.ashlar.coordinator.MeasuringStats;
import dev.ashlar.coordinator.PlanStats;
import dev.ashlar.core.workload.StreamId;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came of one policy.
 *
 * @param policy which
 * @param streams what each camera got
 * @param plans what adapting took
 * @param measuring what was measured of its plans
 */
record PolicyResult(Policy policy, List<StreamResult> streams, PlanStats plans, MeasuringStats measuring) {
    PolicyResult {
        streams = List.copyOf(streams);
    }

    /**
     * What a camera got.
     *
     * @param id its stream
     * @param frames how its frames ended
     * @param latency from capture to result of those that were served
     * @param metric what accuracy means
     * @param accuracy mean over the frames that were served, NaN if none was
     * @param useful accuracy of the frames served in time, over all that were offered
     * @param everyOutcomeArrived whether as many outcomes came back as frames were offered
     */
    record StreamResult(
            StreamId id,
            FrameCounts frames,
            LatencySummary latency,
            String metric,
            double accuracy,
            double useful,
            boolean everyOutcomeArrived) {

        /** Whether every frame is accounted for (I7). */
        boolean accountedFor() {
            return everyOutcomeArrived && frames.addUp() && frames.pending() == 0;
        }
    }

    /** Whether every frame of every camera is accounted for (I7). */
    boolean accountedFor() {
        return streams.stream().allMatch(StreamResult::accountedFor);
    }

    /** Share of the frames that were served in time, the mean over the cameras. */
    double inTime() {
        return mean(stream ->
                (double) stream.frames().inDeadline() / stream.frames().offered());
    }

    /**
     * Useful accuracy, the mean over the cameras: one that looks more often does not count for more, and one whose
     * stream was refused counts as 0.
     */
    double useful() {
        return mean(StreamResult::useful);
    }

    private double mean(ToDoubleFunction<StreamResult> value) {
        return streams.stream()
                .mapToDouble(stream -> stream.frames().offered() == 0 ? 0 : value.applyAsDouble(stream))
                .average()
                .orElse(0);
    }
}
