/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import java.time.Duration;

/**
 * What a stream asks for.
 *
 * @param id its name
 * @param model the network that looks at its frames
 * @param period time from one frame to the next, above 0 and at most an hour
 * @param deadline time from the capture of a frame to its result, above 0 and at most an hour
 * @param weight how much its accuracy counts against that of other streams, above 0
 * @param priority higher is served first when the machine is too small for all
 * @param accuracyFloor least predicted accuracy it may be planned with, 0..1; 0 for none
 * @param lateFrames what becomes of frames that are too late
 */
public record StreamSpec(
        StreamId id,
        ModelId model,
        Duration period,
        Duration deadline,
        double weight,
        int priority,
        double accuracyFloor,
        LateFramePolicy lateFrames) {
    /** Slack for floors that are computed from accuracies. */
    public static final double FLOOR_TOLERANCE = 1e-9;

    private static final Duration LONGEST = Duration.ofHours(1);

    public StreamSpec {
        requireDuration("period", id, period);
        requireDuration("deadline", id, deadline);
        Argument.require(
                weight > 0 && weight <= 1e6,
                "The weight (%s) of stream %s must be above 0 and at most 1e6.",
                weight,
                id);
        Argument.require(
                priority >= -1000 && priority <= 1000,
                "The priority (%d) of stream %s must lie between -1000 and 1000.",
                priority,
                id);
        Argument.requireInRange("accuracy floor of stream " + id, accuracyFloor, 0, 1);
    }

    private static void requireDuration(String what, StreamId id, Duration value) {
        Argument.require(
                value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0,
                "The %s (%s) of stream %s must be above 0 and at most an hour.",
                what,
                value,
                id);
    }

    /** A stream of weight 1 and priority 0 without a floor, whose late frames are dropped. */
    public static StreamSpec of(String id, String model, Duration period, Duration deadline) {
        return new StreamSpec(new StreamId(id), new ModelId(model), period, deadline, 1, 0, 0, LateFramePolicy.DROP);
    }

    public StreamSpec withPeriod(Duration other) {
        return new StreamSpec(id, model, other, deadline, weight, priority, accuracyFloor, lateFrames);
    }

    public StreamSpec withDeadline(Duration other) {
        return new StreamSpec(id, model, period, other, weight, priority, accuracyFloor, lateFrames);
    }

    public StreamSpec withWeight(double other) {
        return new StreamSpec(id, model, period, deadline, other, priority, accuracyFloor, lateFrames);
    }

    public StreamSpec withPriority(int other) {
        return new StreamSpec(id, model, period, deadline, weight, other, accuracyFloor, lateFrames);
    }

    public StreamSpec withAccuracyFloor(double other) {
        return new StreamSpec(id, model, period, deadline, weight, priority, other, lateFrames);
    }

    public StreamSpec withLateFrames(LateFramePolicy other) {
        return new StreamSpec(id, model, period, deadline, weight, priority, accuracyFloor, other);
    }

    /**
     * Whether it may be planned with this predicted accuracy. A floor of 0 is none: predictions that add up losses can
     * fall below 0, where the accuracy itself cannot.
     */
    public boolean admits(double accuracy) {
        return accuracyFloor == 0 || accuracy >= accuracyFloor - FLOOR_TOLERANCE;
    }

    /** Frames per second. */
    public double rate() {
        return 1e9 / period.toNanos();
    }
}
