/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the streams of a problem file. */
final class StreamReader {
    private static final int MOST_STREAMS = 10_000;
    private static final int MOST_PRIORITY = 1000;
    private static final double LEAST_WEIGHT = 1e-9;
    private static final double MOST_WEIGHT = 1e6;
    private static final int MOST_CHOICES = 64;
    private static final double LEAST_PERCENTILE = 1e-6;
    private static final double MOST_PERCENTILE = 100;
    private static final double LEAST_FACTOR = 1e-6;
    private static final double MOST_MILLIS = 3_600_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final JsonCursor json;
    private final Amounts amounts;

    StreamReader(JsonCursor json) {
        this.json = json;
        this.amounts = new Amounts(json);
    }

    /** All streams, in order. */
    List<StreamSpec> read() throws IOException {
        List<StreamSpec> streams = new ArrayList<>();
        Set<StreamId> seen = new HashSet<>();
        json.list(0, MOST_STREAMS, index -> {
            StreamFields fields = new StreamFields();
            json.object(fields, "id", "periodMs", "deadlineMs");
            if (fields.models.isEmpty()) {
                throw json.refuse("names no network", "Maybe add \"model\".");
            }
            StreamSpec stream = json.built(fields::stream);
            if (!seen.add(stream.id())) {
                throw json.refuse(
                        "(%s) has the name of an earlier stream".formatted(stream.id()), "Maybe number them.");
            }
            streams.add(stream);
        });
        return streams;
    }

    /** What was read of a stream. */
    private final class StreamFields implements JsonCursor.Fields {
        private String id = "";
        private final List<ModelId> models = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private Duration period = Duration.ZERO;
        private Duration deadline = Duration.ZERO;
        private double weight = 1;
        private int priority;
        private double accuracyFloor;
        private double percentile = StreamSpec.DEFAULT_PERCENTILE;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "id" -> id = json.text();
                case "model" -> models.add(0, model());
                case "models" -> json.list(1, MOST_CHOICES, index -> models.add(model()));
                case "rateSteps" -> json.list(0, MOST_CHOICES, index -> steps.add(step()));
                case "periodMs" -> period = amounts.millis();
                case "deadlineMs" -> deadline = amounts.millis();
                case "weight" -> weight = json.number(LEAST_WEIGHT, MOST_WEIGHT).doubleValue();
                case "priority" -> priority = (int) json.integer(-MOST_PRIORITY, MOST_PRIORITY);
                case "deadlinePercentile" ->
                    percentile = json.number(LEAST_PERCENTILE, MOST_PERCENTILE).doubleValue();
                case "accuracyFloor" -> accuracyFloor = amounts.fraction();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private ModelId model() throws IOException {
            String name = json.text();
            return json.built(() -> new ModelId(name));
        }

        private Step step() throws IOException {
            if (json.isNumber()) {
                return Step.plain(json.number(LEAST_FACTOR, MOST_MILLIS));
            }
            StepFields fields = new StepFields();
            json.object(fields);
            Step step = fields.step;
            if (step == null) {
                throw json.refuse("names no rate", "Maybe add \"periodMs\".");
            }
            return new Step(step.factor(), step.period(), fields.utility);
        }

        private StreamSpec stream() {
            return new StreamSpec(
                    new StreamId(id),
                    models.get(0),
                    period,
                    deadline,
                    weight,
                    priority,
                    accuracyFloor,
                    LateFramePolicy.DROP,
                    models.subList(1, models.size()),
                    steps.stream().map(step -> step.at(period)).toList(),
                    percentile);
        }
    }

    /**
     * Another rate of a stream.
     *
     * @param factor of the rate asked for; null if the period is given
     * @param period from one frame to the next; null if the factor is given
     * @param utility of a frame; null if the step is for the ladder alone
     */
    private record Step(@Nullable Double factor, @Nullable Duration period, @Nullable Double utility) {

        /** A number below 1 is a share of the rate asked for; one above it a period in milliseconds. */
        static Step plain(BigDecimal number) {
            return number.compareTo(BigDecimal.ONE) < 0
                    ? new Step(number.doubleValue(), null, null)
                    : new Step(null, Duration.ofNanos(Math.round(number.doubleValue() * NANOS_PER_MILLI)), null);
        }

        RateStep at(Duration asked) {
            Duration own = period;
            if (own == null) {
                own = Duration.ofNanos((long) (asked.toNanos() / (factor == null ? 1 : factor)));
            }
            return new RateStep(own, utility);
        }
    }

    /** What was read of another rate. */
    private final class StepFields implements JsonCursor.Fields {
        private @Nullable Step step;
        private @Nullable Double utility;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "periodMs" -> step = new Step(null, amounts.millis(), null);
                case "factor" -> step = new Step(json.number(LEAST_FACTOR, 1).doubleValue(), null, null);
                case "utility" -> utility = json.number(LEAST_FACTOR, 1).doubleValue();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
