/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.ChoiceRule;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads a planning problem from a file, in one pass and never whole into memory. */
final class ProblemReader implements JsonCursor.Fields {
    private static final int MOST_RESIDENT = 1_000_000;
    private static final long MOST_CHOICES = 2_000_000;
    private static final double MOST_SWITCHING_COST = 1;
    private static final double LEAST_CORES = 1e-6;
    private static final double MOST_CORES = 4096;
    private static final double MOST_WATTS = 1e6;
    private static final long MOST_LIMIT_MILLIS = 86_400_000;
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private final JsonCursor json;
    private final Amounts amounts;
    private boolean hasModels;
    private Goal goal = Goal.WEIGHTED_SUM;
    private ResponseModel response = ResponseModel.ISOLATED;
    private List<RuleReader.Given> pins = List.of();
    private List<RuleReader.Given> exclusions = List.of();
    private Map<ModelId, GivenModel> given = Map.of();
    private Map<ModelId, PlanModel> models = Map.of();
    private double confidence = 0.5;
    private final @Nullable Double wanted;
    private List<StreamSpec> streams = List.of();
    private ResourceBudget budget = new ResourceBudget(Bytes.ZERO, 1);
    private final Set<Digest> resident = new HashSet<>();
    private double switchingCost;
    private double changeCost;
    private double switchingTolerance;
    private @Nullable List<RunningReader.Given> running;
    private Duration timeLimit = DEFAULT_LIMIT;
    private long seed;

    private ProblemReader(JsonCursor json, @Nullable Double wanted) {
        this.json = json;
        this.wanted = wanted;
        this.amounts = new Amounts(json);
    }

    /**
     * The problem in a file.
     *
     * @param known networks that are taken where the file has none, asked for by the names that streams give and with the
     *     confidence to plan with; null where the file must have them
     * @param confidence to plan with instead of that of the file; null for that
     */
    static PlanRequest read(
            Path file, @Nullable BiFunction<ModelId, Double, PlanModel> known, @Nullable Double confidence) {
        if (Files.isDirectory(file)) {
            throw new ProblemException(
                    "The problem %s is a folder. Maybe a file in it was meant.".formatted(file), null);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long bytes = Files.size(file);
            if (bytes > JsonCursor.MOST_BYTES) {
                throw new ProblemException(
                        "The problem %s has %s, and at most %s are read. Maybe name a network once and let streams share it."
                                .formatted(file, Bytes.of(bytes), Bytes.of(JsonCursor.MOST_BYTES)),
                        null);
            }
            return read(file.toString(), in, known, confidence);
        } catch (IOException e) {
            throw new ProblemException(
                    "The problem %s cannot be opened (%s). Maybe its name is misspelt."
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    /** The problem in a stream of bytes. */
    static PlanRequest read(
            String source,
            InputStream in,
            @Nullable BiFunction<ModelId, Double, PlanModel> known,
            @Nullable Double confidence) {
        try (JsonCursor json = new JsonCursor(source, in)) {
            ProblemReader reader = new ProblemReader(json, confidence);
            json.document(root -> json.object(reader, "streams", "budget"));
            if (reader.given.isEmpty() && known != null) {
                reader.takeFrom(known);
            } else if (!reader.hasModels) {
                throw json.refuse("$.models", "is missing", "Maybe it is misspelt; docs/plan.md has an example.");
            } else {
                reader.takeGiven();
            }
            return reader.problem();
        } catch (IOException e) {
            throw new ProblemException("The problem %s cannot be read (%s). Maybe try again.".formatted(source, e), e);
        }
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "$schema" -> json.text();
            case "models" -> {
                given = new ModelReader(json).read();
                hasModels = true;
            }
            case "streams" -> streams = new StreamReader(json).read();
            case "budget" -> {
                BudgetFields fields = new BudgetFields();
                json.object(fields, "memoryKiB", "cpuCores");
                budget = json.built(() -> new ResourceBudget(Bytes.of(fields.bytes), fields.cores, fields.watts));
            }
            case "objective" -> goal = goal(json.choice("weighted-sum", "max-min", "priority"));
            case "confidence" -> {
                double asked = json.number(0, 1).doubleValue();
                confidence = json.built(() -> PlanModel.requireConfidence(asked));
            }
            case "switchingCostPerKiB" ->
                switchingCost = json.number(0, MOST_SWITCHING_COST).doubleValue();
            case "resident" ->
                json.list(0, MOST_RESIDENT, index -> {
                    String digest = json.text();
                    resident.add(json.built(() -> ModelReader.digest(digest)));
                });
            case "responseModel" -> response = new RuleReader(json).response();
            case "pins" -> pins = new RuleReader(json).read();
            case "exclusions" -> exclusions = new RuleReader(json).read();
            case "running" -> running = new RunningReader(json).read();
            case "changeCostPerBlock" ->
                changeCost = json.number(0, MOST_SWITCHING_COST).doubleValue();
            case "switchingTolerance" ->
                switchingTolerance = json.number(0, MOST_SWITCHING_COST).doubleValue();
            case "seed" -> seed = json.integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case "timeLimitMs" -> timeLimit = Duration.ofMillis(json.integer(1, MOST_LIMIT_MILLIS));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What was read of the budget. */
    private final class BudgetFields implements JsonCursor.Fields {
        private long bytes;
        private double cores;
        private double watts = Double.POSITIVE_INFINITY;

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "memoryKiB" -> bytes = amounts.kibGiven();
                case "powerW" -> watts = json.number(LEAST_CORES, MOST_WATTS).doubleValue();
                case "cpuCores" -> cores = json.number(LEAST_CORES, MOST_CORES).doubleValue();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    private double confidence() {
        return wanted == null ? confidence : wanted;
    }

    /** The networks of the file; of those that do not say how far they are off, no less than is most likely is known. */
    private void takeGiven() {
        Map<ModelId, PlanModel> found = new LinkedHashMap<>();
        given.forEach((id, each) -> {
            if (confidence() > 0.5 && each.band() == null) {
                throw json.refuse(
                        "$.models" + JsonCursor.step(id.value()),
                        "has no errorBand, so how far it may be off with a confidence of %s is not known"
                                .formatted(confidence()),
                        "Maybe give it one, or leave the confidence out.");
            }
            found.put(id, each.at(confidence()));
        });
        models = found;
    }

    private void takeFrom(BiFunction<ModelId, Double, PlanModel> known) {
        Map<ModelId, PlanModel> found = new LinkedHashMap<>();
        for (int i = 0; i < streams.size(); i++) {
            for (ModelId model : streams.get(i).models()) {
                if (!found.containsKey(model)) {
                    found.put(
                            model,
                            json.built("$.streams[%d].model".formatted(i), () -> known.apply(model, confidence())));
                }
            }
        }
        models = found;
    }

    private PlanRequest problem() {
        Map<ModelId, Integer> sizes = new HashMap<>();
        models.forEach((id, model) -> sizes.put(
                id,
                model.blocks().stream()
                        .mapToInt(block -> block.variants().size())
                        .sum()));
        long choices = 0;
        for (int i = 0; i < streams.size(); i++) {
            for (ModelId model : streams.get(i).models()) {
                Integer size = sizes.get(model);
                if (size == null) {
                    throw json.refuse(
                            "$.streams[%d].model".formatted(i),
                            "(%s) is none of the networks".formatted(model),
                            "Maybe one of %s was meant."
                                    .formatted(JsonCursor.shown(models.keySet().toString())));
                }
                choices += size;
            }
        }
        if (choices > MOST_CHOICES) {
            throw json.refuse(
                    "$.streams",
                    "choose among %d variants together, and at most %d are taken".formatted(choices, MOST_CHOICES),
                    "Maybe split the problem.");
        }
        Workload workload = json.built("$.streams", () -> Workload.of(streams));
        PlanRules usual = PlanRules.PLAIN
                .withGoal(goal)
                .withResponse(response)
                .withPins(resolved("$.pins", pins, workload))
                .withExclusions(resolved("$.exclusions", exclusions, workload))
                .withRunning(running == null ? null : RunningReader.plan(json, running, workload, models), changeCost)
                .withLadder(true);
        PlanRules rules = json.built("$.switchingTolerance", () -> usual.withSwitchingTolerance(switchingTolerance));
        return json.built(
                "$", () -> new PlanRequest(workload, models, budget, resident, switchingCost, timeLimit, seed, rules));
    }

    private Set<ChoiceRule> resolved(String path, List<RuleReader.Given> given, Workload workload) {
        Set<ChoiceRule> rules = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            RuleReader.Given each = given.get(i);
            json.built("%s[%d]".formatted(path, i), () -> rules.addAll(each.resolve(workload, models)));
        }
        return rules;
    }

    private static Goal goal(String name) {
        return switch (name) {
            case "max-min" -> Goal.MAX_MIN;
            case "priority" -> Goal.PRIORITY;
            default -> Goal.WEIGHTED_SUM;
        };
    }
}
