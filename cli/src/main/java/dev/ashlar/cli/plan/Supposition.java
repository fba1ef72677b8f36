/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is supposed to be otherwise. */
final class Supposition {
    private static final double NANOS_PER_MILLI = 1e6;

    @Option(names = "--memory", paramLabel = "AMOUNT", description = "Suppose this memory budget, such as 48MiB.")
    private @Nullable String memory;

    @Option(names = "--cores", description = "Suppose this processor budget, in cores.")
    private @Nullable Double cores;

    @Option(names = "--without", paramLabel = "STREAM", description = "Suppose that a stream is gone.")
    private List<String> without = List.of();

    @Option(names = "--period-ms", paramLabel = "STREAM=MS", description = "Suppose another time between frames.")
    private Map<String, Double> periods = Map.of();

    @Option(names = "--deadline-ms", paramLabel = "STREAM=MS", description = "Suppose another deadline.")
    private Map<String, Double> deadlines = Map.of();

    @Option(
            names = "--percentile",
            paramLabel = "STREAM=NUMBER",
            description = "Suppose that so many frames in 100 must meet the deadline.")
    private Map<String, Double> percentiles = Map.of();

    @Option(names = "--weight", paramLabel = "STREAM=NUMBER", description = "Suppose another weight.")
    private Map<String, Double> weights = Map.of();

    @Option(names = "--floor", paramLabel = "STREAM=ACCURACY", description = "Suppose another accuracy floor.")
    private Map<String, Double> floors = Map.of();

    /** The problem as it would then be. */
    PlanRequest of(PlanRequest request) {
        PlanRequest changed = request;
        String amount = memory;
        if (amount != null) {
            changed = changed.withBudget(changed.budget().withMemory(Bytes.parse(amount)));
        }
        Double given = cores;
        if (given != null) {
            changed = changed.withBudget(changed.budget().withCpuCores(given));
        }
        Workload workload = changed.workload();
        for (String stream : without) {
            workload = workload.without(named(workload, stream).id());
        }
        for (Map.Entry<String, Double> each : periods.entrySet()) {
            workload = with(workload, each, stream -> stream.withPeriod(millis(each.getValue())));
        }
        for (Map.Entry<String, Double> each : deadlines.entrySet()) {
            workload = with(workload, each, stream -> stream.withDeadline(millis(each.getValue())));
        }
        for (Map.Entry<String, Double> each : percentiles.entrySet()) {
            workload = with(workload, each, stream -> stream.withDeadlinePercentile(each.getValue()));
        }
        for (Map.Entry<String, Double> each : weights.entrySet()) {
            workload = with(workload, each, stream -> stream.withWeight(each.getValue()));
        }
        for (Map.Entry<String, Double> each : floors.entrySet()) {
            workload = with(workload, each, stream -> stream.withAccuracyFloor(each.getValue()));
        }
        Set<StreamId> left = workload.streams().stream().map(StreamSpec::id).collect(Collectors.toSet());
        return changed.withRules(changed.rules().only(left)).withWorkload(workload);
    }

    private static Workload with(Workload workload, Map.Entry<String, Double> which, UnaryOperator<StreamSpec> change) {
        return workload.with(change.apply(named(workload, which.getKey())));
    }

    private static StreamSpec named(Workload workload, String name) {
        StreamSpec stream = workload.find(new StreamId(name));
        if (stream == null) {
            throw new IllegalArgumentException("The stream (%s) must be one of %s. Maybe it is misspelt."
                    .formatted(
                            name,
                            workload.streams().stream().map(StreamSpec::id).toList()));
        }
        return stream;
    }

    private static Duration millis(double value) {
        Argument.require(
                value > 0 && value <= 3_600_000,
                "A time (%s ms) must be above 0 and at most an hour. Maybe it was meant in another unit.",
                value);
        return Duration.ofNanos((long) (value * NANOS_PER_MILLI));
    }
}
