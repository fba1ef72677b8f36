/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
 * @param alternatives other networks that may look at its frames instead, none twice
 * @param rateSteps other rates that it may be served at, no period twice, each longer than the one asked for
 * @param deadlinePercentile how many frames in 100 are planned to meet the deadline, above 0 and at most 100; 95 unless
 *     said otherwise
 */
public record StreamSpec(
        StreamId id,
        ModelId model,
        Duration period,
        Duration deadline,
        double weight,
        int priority,
        double accuracyFloor,
        LateFramePolicy lateFrames,
        List<ModelId> alternatives,
        List<RateStep> rateSteps,
        double deadlinePercentile) {
    /** The share of frames that is planned to meet the deadline unless said otherwise, in 100. */
    public static final double DEFAULT_PERCENTILE = 95;

    /** Slack for floors that are computed from accuracies. */
    public static final double FLOOR_TOLERANCE = 1e-9;

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_CHOICES = 64;

    public StreamSpec {
        alternatives = List.copyOf(alternatives);
        rateSteps = rateSteps.stream()
                .sorted(Comparator.comparing(RateStep::period))
                .toList();
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
        Set<ModelId> networks = new HashSet<>(alternatives);
        networks.add(model);
        Argument.require(
                networks.size() == alternatives.size() + 1 && networks.size() <= MOST_CHOICES,
                "The networks (%s, %s) of stream %s must differ and be at most %d.",
                model,
                alternatives,
                id,
                MOST_CHOICES);
        requireSlower(id, period, rateSteps);
        Argument.require(
                deadlinePercentile > 0 && deadlinePercentile <= 100,
                "The percentile (%s) of the deadline of stream %s must be above 0 and at most 100. Maybe 95.",
                deadlinePercentile,
                id);
    }

    /** A stream of whose frames 95 in 100 are planned to meet the deadline. */
    public StreamSpec(
            StreamId id,
            ModelId model,
            Duration period,
            Duration deadline,
            double weight,
            int priority,
            double accuracyFloor,
            LateFramePolicy lateFrames,
            List<ModelId> alternatives,
            List<RateStep> rateSteps) {
        this(
                id,
                model,
                period,
                deadline,
                weight,
                priority,
                accuracyFloor,
                lateFrames,
                alternatives,
                rateSteps,
                DEFAULT_PERCENTILE);
    }

    /** A stream of one network at one rate. */
    public StreamSpec(
            StreamId id,
            ModelId model,
            Duration period,
            Duration deadline,
            double weight,
            int priority,
            double accuracyFloor,
            LateFramePolicy lateFrames) {
        this(id, model, period, deadline, weight, priority, accuracyFloor, lateFrames, List.of(), List.of());
    }

    private static void requireSlower(StreamId id, Duration period, List<RateStep> steps) {
        Argument.require(
                steps.size() <= MOST_CHOICES,
                "The %d rate steps of stream %s must be at most %d.",
                steps.size(),
                id,
                MOST_CHOICES);
        Duration last = period;
        for (RateStep step : steps) {
            Argument.require(
                    step.period().compareTo(last) > 0,
                    "The period (%s) of a rate step of stream %s must be longer than %s."
                            + " Maybe leave out the rate that is asked for.",
                    step.period(),
                    id,
                    last);
            last = step.period();
        }
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
        return changed(draft -> draft.period = other);
    }

    public StreamSpec withDeadline(Duration other) {
        return changed(draft -> draft.deadline = other);
    }

    public StreamSpec withWeight(double other) {
        return changed(draft -> draft.weight = other);
    }

    public StreamSpec withPriority(int other) {
        return changed(draft -> draft.priority = other);
    }

    public StreamSpec withAccuracyFloor(double other) {
        return changed(draft -> draft.accuracyFloor = other);
    }

    public StreamSpec withLateFrames(LateFramePolicy other) {
        return changed(draft -> draft.lateFrames = other);
    }

    public StreamSpec withAlternatives(List<ModelId> other) {
        return changed(draft -> draft.alternatives = other);
    }

    public StreamSpec withRateSteps(List<RateStep> other) {
        return changed(draft -> draft.rateSteps = other);
    }

    public StreamSpec withDeadlinePercentile(double other) {
        return changed(draft -> draft.deadlinePercentile = other);
    }

    private StreamSpec changed(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new StreamSpec(
                id,
                model,
                draft.period,
                draft.deadline,
                draft.weight,
                draft.priority,
                draft.accuracyFloor,
                draft.lateFrames,
                draft.alternatives,
                draft.rateSteps,
                draft.deadlinePercentile);
    }

    /** This, for the time of a change. */
    private final class Draft {
        private Duration period = StreamSpec.this.period;
        private Duration deadline = StreamSpec.this.deadline;
        private double weight = StreamSpec.this.weight;
        private int priority = StreamSpec.this.priority;
        private double accuracyFloor = StreamSpec.this.accuracyFloor;
        private LateFramePolicy lateFrames = StreamSpec.this.lateFrames;
        private List<ModelId> alternatives = StreamSpec.this.alternatives;
        private List<RateStep> rateSteps = StreamSpec.this.rateSteps;
        private double deadlinePercentile = StreamSpec.this.deadlinePercentile;
    }

    /** All networks that may look at its frames, the one that is asked for first. */
    public List<ModelId> models() {
        return Stream.concat(Stream.of(model), alternatives.stream()).toList();
    }

    /** What a frame is worth if one is taken in every {@code other}, beside one at the rate asked for. */
    public double utility(Duration other) {
        for (RateStep step : rateSteps) {
            Double utility = step.utility();
            if (step.period().equals(other) && utility != null) {
                return utility;
            }
        }
        return 1;
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
