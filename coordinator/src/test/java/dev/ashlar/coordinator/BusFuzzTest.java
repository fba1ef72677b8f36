/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is sent: the reader of commands throws a named refusal or accepts exactly what the schema accepts. */
class BusFuzzTest {
    private static final JsonSchemas SCHEMAS = JsonSchemas.ofTheBus();
    private static final Map<String, Function<@Nullable Object, @Nullable Object>> READERS = Map.of(
            "workload.open", BusCommands::open,
            "workload.update", BusCommands::update,
            "workload.close", BusCommands::close,
            "budget.set", BusCommands::setBudget,
            "plan.whatif", BusCommands::whatIf);
    private static final List<String> NAMES = List.of(
            "id",
            "model",
            "periodMs",
            "deadlineMs",
            "weight",
            "priority",
            "accuracyFloor",
            "lateFrames",
            "models",
            "rateSteps",
            "deadlinePercentile",
            "ifRevision",
            "memoryBytes",
            "cpuCores",
            "version",
            "colour");

    @Test
    void acceptsWhatTheSchemaAcceptsAndNothingElse() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            String name = List.copyOf(new TreeSet<>(READERS.keySet())).get(random.nextInt(READERS.size()));
            JsonObject body = body(random, name);
            List<String> violations = SCHEMAS.violations(name + ".request", body);

            assertThat(accepts(name, body, seed))
                    .as("seed %d: %s %s %s", seed, name, body, violations)
                    .isEqualTo(violations.isEmpty());
        }
    }

    @Test
    void survivesEveryKindOfBody() {
        for (Object body :
                new Object[] {"text", 7, 1.5, true, new JsonArray(), new byte[3], 'c', List.of(), Map.of()}) {
            for (String name : READERS.keySet()) {
                assertThat(accepts(name, body, 0)).as("%s %s", name, body).isFalse();
            }
        }
    }

    private static boolean accepts(String name, @Nullable Object body, long seed) {
        try {
            Object read = Objects.requireNonNull(READERS.get(name)).apply(body);
            return read != null;
        } catch (IllegalArgumentException | CoordinatorException e) {
            assertThat(e.getMessage()).as("seed %d", seed).hasSizeLessThan(500);
            return false;
        }
    }

    /** Mostly sound, so that some of it is accepted. */
    private static JsonObject body(Random random, String name) {
        JsonObject body = new JsonObject();
        if (name.equals("plan.whatif")) {
            return supposition(random);
        }
        if (!name.equals("budget.set")) {
            body.put("id", "door");
        }
        if (name.equals("workload.open")) {
            body.put("periodMs", 100).put("deadlineMs", 50);
            if (random.nextInt(3) == 0) {
                body.put("models", new JsonArray().add("cam").add("sign"));
            } else {
                body.put("model", "cam");
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String field = NAMES.get(random.nextInt(NAMES.size()));
            body.put(field, value(random, field));
        }
        if (random.nextInt(10) == 0) {
            body.remove(NAMES.get(random.nextInt(NAMES.size())));
        }
        return body;
    }

    private static JsonObject supposition(Random random) {
        JsonObject body = new JsonObject();
        if (random.nextBoolean()) {
            body.put("streams", new JsonArray().add(body(random, "workload.update")));
        }
        if (random.nextBoolean()) {
            body.put("without", new JsonArray().add(value(random, "id")));
        }
        if (random.nextBoolean()) {
            body.put("budget", body(random, "budget.set"));
        }
        if (random.nextInt(4) == 0) {
            String field = NAMES.get(random.nextInt(NAMES.size()));
            body.put(field, value(random, field));
        }
        return body;
    }

    private static @Nullable Object value(Random random, String field) {
        if (random.nextInt(4) == 0) {
            Object[] wrong = {
                null,
                "",
                "x".repeat(100),
                "../up",
                true,
                new JsonObject(),
                new JsonArray(),
                -1,
                1e300,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Long.MAX_VALUE,
                0,
                0.5,
                1e-9,
                "sérve",
                "a b",
                4e6,
                1001
            };
            return wrong[random.nextInt(wrong.length)];
        }
        return switch (field) {
            case "id", "model" -> "name-" + random.nextInt(9);
            case "lateFrames" -> random.nextBoolean() ? "drop" : "serve";
            case "models" -> new JsonArray().add("name-" + random.nextInt(9)).add("name-" + random.nextInt(9));
            case "rateSteps" ->
                new JsonArray()
                        .add(new JsonObject()
                                .put("periodMs", 2000 + random.nextInt(9))
                                .put("utility", value(random, "")))
                        .add(new JsonObject().put("periodMs", 3000 + random.nextInt(9)));
            case "version" -> 1;
            case "" -> random.nextBoolean() ? 0.5 : 1;
            case "deadlinePercentile" -> 1 + random.nextInt(100);
            case "accuracyFloor" -> random.nextDouble();
            case "priority" -> random.nextInt(2001) - 1000;
            case "ifRevision", "memoryBytes" -> random.nextInt(1 << 30);
            default -> 1 + random.nextInt(1000);
        };
    }
}
