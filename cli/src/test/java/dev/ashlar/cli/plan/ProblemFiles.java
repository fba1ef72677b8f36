/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.plan.PlanRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Problem files for tests. */
final class ProblemFiles {
    static final Path EXAMPLE = Path.of("..", "docs", "examples", "problem.json");

    private ProblemFiles() {}

    /** The text of the documented example. */
    static String example() throws IOException {
        return Files.readString(EXAMPLE);
    }

    /** Reads the text of a problem. */
    static PlanRequest read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the bytes of a problem. */
    static PlanRequest read(byte[] bytes) {
        return ProblemReader.read("of the test", new ByteArrayInputStream(bytes), null, null);
    }

    /** A problem of a few thousand plans at most, equal for equal seeds, in the fields every problem has. */
    static ObjectNode random(long seed) {
        Random random = new Random(seed);
        ObjectNode problem = new ObjectMapper().createObjectNode();
        ObjectNode models = problem.putObject("models");
        int networks = 1 + random.nextInt(2);
        for (int m = 0; m < networks; m++) {
            model(models.putObject("net" + m), m, random);
        }
        ArrayNode streams = problem.putArray("streams");
        int count = 1 + random.nextInt(3);
        double cores = 0;
        for (int s = 0; s < count; s++) {
            String name = "net" + random.nextInt(networks);
            ObjectNode stream = streams.addObject();
            double micros = most(models.path(name), "latencyUs");
            double period = 1 + random.nextInt(200) / (random.nextBoolean() ? 1.0 : 7.0);
            cores += micros / 1000 / period;
            stream.put("id", "s" + s);
            stream.put("model", name);
            stream.put("periodMs", period);
            stream.put("deadlineMs", micros / 1000 * (0.4 + 0.8 * random.nextDouble()));
            if (random.nextBoolean()) {
                stream.put("weight", 0.5 + random.nextInt(5));
            }
            if (random.nextInt(4) == 0) {
                stream.put("accuracyFloor", 0.4 + 0.3 * random.nextDouble());
            }
        }
        problem.putObject("budget")
                .put("memoryKiB", random.nextInt(4000))
                .put("cpuCores", Math.max(1e-6, cores * (0.3 + random.nextDouble())));
        if (random.nextBoolean()) {
            problem.put("switchingCostPerKiB", random.nextInt(4) * 1e-5);
            ArrayNode resident = problem.putArray("resident");
            models.forEach(model -> model.path("blocks")
                    .forEach(block -> resident.add(
                            block.path("variants").path(0).path("digest").textValue())));
        }
        problem.put("timeLimitMs", 20_000);
        return problem;
    }

    private static void model(ObjectNode model, int index, Random random) {
        model.put("baseAccuracy", 0.5 + random.nextInt(500) / 1000.0);
        model.put("fixedLatencyUs", random.nextInt(1000));
        model.put("fixedMemoryKiB", random.nextInt(200));
        ArrayNode blocks = model.putArray("blocks");
        int count = 1 + random.nextInt(2);
        for (int b = 0; b < count; b++) {
            ArrayNode variants = blocks.addObject().putArray("variants");
            int latency = 1 + random.nextInt(20_000);
            int memory = 1 + random.nextInt(1000);
            int choices = 1 + random.nextInt(3);
            for (int v = 0; v < choices; v++) {
                ObjectNode variant = variants.addObject();
                variant.put("id", "v" + v);
                variant.put("accuracyDrop", v == 0 ? 0 : random.nextInt(2000) / 10_000.0);
                variant.put("latencyUs", latency / (v + 1));
                variant.put("memoryKiB", memory / (v + 1));
                variant.put("digest", random.nextInt(6) == 0 ? "common" + memory / (v + 1) : index + "/" + b + "/" + v);
            }
        }
    }

    private static double most(JsonNode model, String cost) {
        double sum = model.path("fixedLatencyUs").doubleValue();
        for (JsonNode block : model.path("blocks")) {
            double most = 0;
            for (JsonNode variant : block.path("variants")) {
                most = Math.max(most, variant.path(cost).doubleValue());
            }
            sum += most;
        }
        return Math.max(1, sum);
    }
}
