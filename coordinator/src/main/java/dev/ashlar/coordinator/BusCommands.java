/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads commands from the bodies of bus messages; {@code docs/event-bus.md} is their reference. */
final class BusCommands {
    private static final List<String> DEMANDS = List.of(
            "model",
            "models",
            "periodMs",
            "deadlineMs",
            "weight",
            "priority",
            "accuracyFloor",
            "lateFrames",
            "rateSteps",
            "deadlinePercentile");
    private static final Set<String> STREAM =
            Stream.concat(Stream.of("id", "ifRevision"), DEMANDS.stream()).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> RATE_STEP = Set.of("periodMs", "utility");
    private static final int MOST_CHOICES = 64;
    private static final double MOST_WATTS = 1e6;
    private static final Set<String> SUPPOSED = Set.of("streams", "without", "budget");
    private static final Set<String> SUPPOSED_STREAM =
            Stream.concat(Stream.of("id"), DEMANDS.stream()).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> SUPPOSED_BUDGET = Set.of("memoryBytes", "cpuCores", "powerW");
    private static final Set<String> NAME = Set.of("id", "ifRevision");
    private static final Set<String> BUDGET = Set.of("memoryBytes", "cpuCores", "powerW", "ifRevision");

    private BusCommands() {}

    static ControlEvent.Open open(@Nullable Object body) {
        BusFields fields = BusFields.of(body, STREAM);
        return new ControlEvent.Open(opened(fields), revision(fields));
    }

    private static StreamSpec opened(BusFields fields) {
        StreamSpec least = StreamSpec.of(
                fields.requireText("id"),
                fields.has("models") ? "any" : fields.requireText("model"),
                milliseconds("periodMs", fields.requireNumber("periodMs")),
                milliseconds("deadlineMs", fields.requireNumber("deadlineMs")));
        return merge(least, fields);
    }

    /** Fields that are absent stay what they are when the command's turn comes. */
    static ControlEvent.Update update(@Nullable Object body) {
        BusFields fields = BusFields.of(body, STREAM);
        StreamId id = new StreamId(fields.requireText("id"));
        Argument.require(
                DEMANDS.stream().anyMatch(fields::has),
                "The update of stream %s must have at least one of the fields %s.",
                id,
                DEMANDS);
        requireSound(id, fields);
        return new ControlEvent.Update(id, before -> merge(before, fields), revision(fields));
    }

    /** Reads the fields once now, so that a malformed command is refused at once. */
    private static void requireSound(StreamId id, BusFields fields) {
        merge(StreamSpec.of(id.value(), "any", Duration.ofNanos(1), Duration.ofSeconds(1)), fields);
    }

    /** What is supposed: other demands of streams, streams that are not open, or gone, and another budget. */
    static UnaryOperator<ControlState> whatIf(@Nullable Object body) {
        BusFields fields = BusFields.of(body, SUPPOSED);
        List<BusFields> streams = given(fields.objects("streams", SUPPOSED_STREAM, ControlEvent.MOST_STREAMS));
        streams.forEach(stream -> requireSound(new StreamId(stream.requireText("id")), stream));
        List<StreamId> without = given(fields.texts("without", ControlEvent.MOST_STREAMS)).stream()
                .map(StreamId::new)
                .toList();
        BusFields budget = fields.object("budget", SUPPOSED_BUDGET);
        if (budget != null) {
            merge(new ResourceBudget(Bytes.ZERO, 1), budget);
        }
        return before -> suppose(before, streams, without, budget);
    }

    private static <T> List<T> given(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static ControlState suppose(
            ControlState before, List<BusFields> streams, List<StreamId> without, @Nullable BusFields budget) {
        Workload workload = before.workload();
        for (StreamId id : without) {
            if (workload.find(id) == null) {
                throw new CoordinatorException(
                        BusError.UNKNOWN, "There is no stream named %s. Maybe it is closed already.".formatted(id));
            }
            workload = workload.without(id);
        }
        for (BusFields fields : streams) {
            StreamSpec known = workload.find(new StreamId(fields.requireText("id")));
            workload = workload.with(known == null ? opened(fields) : merge(known, fields));
        }
        return new ControlState(workload, budget == null ? before.budget() : merge(before.budget(), budget));
    }

    static ControlEvent.Close close(@Nullable Object body) {
        BusFields fields = BusFields.of(body, NAME);
        return new ControlEvent.Close(new StreamId(fields.requireText("id")), revision(fields));
    }

    static ControlEvent.SetBudget setBudget(@Nullable Object body) {
        BusFields fields = BusFields.of(body, BUDGET);
        Argument.require(
                SUPPOSED_BUDGET.stream().anyMatch(fields::has),
                "The budget must have a field memoryBytes, cpuCores or powerW.");
        merge(new ResourceBudget(Bytes.ZERO, 1), fields);
        return new ControlEvent.SetBudget(before -> merge(before, fields), revision(fields));
    }

    /** A command that asks for nothing but an answer. */
    static void query(@Nullable Object body) {
        BusFields.of(body, Set.of());
    }

    private static StreamSpec merge(StreamSpec before, BusFields fields) {
        List<ModelId> models = models(fields, before);
        Double period = fields.number("periodMs");
        Double deadline = fields.number("deadlineMs");
        Double weight = fields.number("weight");
        Long priority = fields.integer("priority");
        Double percentile = fields.number("deadlinePercentile");
        Double floor = fields.number("accuracyFloor");
        String late = fields.text("lateFrames");
        List<BusFields> steps = fields.objects("rateSteps", RATE_STEP, MOST_CHOICES);
        return new StreamSpec(
                before.id(),
                models.get(0),
                period == null ? before.period() : milliseconds("periodMs", period),
                deadline == null ? before.deadline() : milliseconds("deadlineMs", deadline),
                weight == null ? before.weight() : weight,
                priority == null ? before.priority() : priority(priority),
                floor == null ? before.accuracyFloor() : floor,
                late == null ? before.lateFrames() : policy(late),
                models.subList(1, models.size()),
                steps == null
                        ? before.rateSteps()
                        : steps.stream().map(BusCommands::rateStep).toList(),
                percentile == null ? before.deadlinePercentile() : percentile);
    }

    /** A network, or several of which any one may serve the stream. */
    private static List<ModelId> models(BusFields fields, StreamSpec before) {
        String model = fields.text("model");
        List<String> models = fields.texts("models", MOST_CHOICES);
        if (model != null && models != null) {
            throw new IllegalArgumentException(
                    "The stream %s must name model or models, not both. Maybe put the one into the others."
                            .formatted(before.id()));
        }
        if (models == null) {
            return model == null ? before.models() : List.of(new ModelId(model));
        }
        Argument.require(!models.isEmpty(), "The field models of stream %s must name a network.", before.id());
        return models.stream().map(ModelId::new).toList();
    }

    private static RateStep rateStep(BusFields fields) {
        return new RateStep(milliseconds("periodMs", fields.requireNumber("periodMs")), fields.number("utility"));
    }

    private static ResourceBudget merge(ResourceBudget before, BusFields fields) {
        Long memory = fields.integer("memoryBytes");
        Double cores = fields.number("cpuCores");
        Double watts = fields.number("powerW");
        return new ResourceBudget(
                memory == null ? before.memory() : Bytes.of(memory),
                cores == null ? before.cpuCores() : cores,
                watts == null ? before.watts() : power(watts));
    }

    /** 0 lifts the budget. */
    private static double power(double watts) {
        Argument.require(
                watts >= 0 && watts <= MOST_WATTS,
                "The field powerW (%s) must lie between 0, for no such budget, and %s.",
                watts,
                MOST_WATTS);
        return watts == 0 ? Double.POSITIVE_INFINITY : watts;
    }

    private static @Nullable Long revision(BusFields fields) {
        Long revision = fields.integer("ifRevision");
        if (revision != null && revision < 0) {
            throw new IllegalArgumentException("The field ifRevision (%d) must be 0 or more.".formatted(revision));
        }
        return revision;
    }

    private static Duration milliseconds(String name, double value) {
        Argument.require(
                value >= 1e-6 && value <= 3.6e6, "The field %s (%s) must lie between 1e-6 and 3.6e6.", name, value);
        return Duration.ofNanos(Math.round(value * 1e6));
    }

    private static int priority(long value) {
        Argument.require(
                value >= -1000 && value <= 1000, "The field priority (%d) must lie between -1000 and 1000.", value);
        return (int) value;
    }

    private static LateFramePolicy policy(String name) {
        for (LateFramePolicy policy : LateFramePolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("The field lateFrames (%s) must be drop or serve."
                .formatted(name.length() <= 60 ? name : name.substring(0, 60) + "..."));
    }
}
