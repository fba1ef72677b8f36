/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a choice of variants is worth and costs, counted from the text of the problem alone, in decimal numbers: an
 * oracle that shares no code with what it judges.
 */
final class Recount {
    private final JsonNode problem;
    private final List<JsonNode> streams = new ArrayList<>();

    Recount(JsonNode problem) {
        this.problem = problem;
        problem.path("streams").forEach(streams::add);
    }

    /** One number for each block of each stream. */
    record Choice(List<List<Integer>> variants) {}

    /** The choice that an answer names. */
    Choice choice(JsonNode answer) {
        List<List<Integer>> all = new ArrayList<>();
        for (int s = 0; s < streams.size(); s++) {
            JsonNode answered = answer.path("streams").path(s);
            List<Integer> chosen = new ArrayList<>();
            int place = 0;
            for (JsonNode block : blocks(streams.get(s))) {
                chosen.add(
                        indexOf(block, answered.path("variants").path(place++).asText()));
            }
            all.add(chosen);
        }
        return new Choice(all);
    }

    private static int indexOf(JsonNode block, String id) {
        int index = 0;
        for (JsonNode variant : block.path("variants")) {
            if (variant.path("id").asText().equals(id)) {
                return index;
            }
            index++;
        }
        throw new AssertionError("no variant " + id + " in " + block);
    }

    /** The objective, or null if a limit is broken. */
    @Nullable
    BigDecimal objective(Choice choice) {
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal cpu = BigDecimal.ZERO;
        BigDecimal memory = BigDecimal.ZERO;
        BigDecimal fetch = BigDecimal.ZERO;
        Map<String, BigDecimal> digests = new HashMap<>();
        Set<String> networks = new HashSet<>();
        for (int s = 0; s < streams.size(); s++) {
            JsonNode stream = streams.get(s);
            JsonNode model = model(stream);
            BigDecimal latency = decimal(model, "fixedLatencyUs");
            BigDecimal accuracy = decimal(model, "baseAccuracy");
            if (networks.add(stream.path("model").asText())) {
                memory = memory.add(decimal(model, "fixedMemoryKiB"));
            }
            int place = 0;
            for (JsonNode block : model.path("blocks")) {
                JsonNode variant =
                        block.path("variants").path(choice.variants().get(s).get(place++));
                latency = latency.add(decimal(variant, "latencyUs"));
                accuracy = accuracy.subtract(decimal(variant, "accuracyDrop"));
                digests.merge(variant.path("digest").asText(), decimal(variant, "memoryKiB"), BigDecimal::max);
            }
            if (latency.compareTo(decimal(stream, "deadlineMs").movePointRight(3)) > 0
                    || accuracy.compareTo(decimal(stream, "accuracyFloor")) < 0) {
                return null;
            }
            cpu = cpu.add(latency.movePointLeft(3).divide(decimal(stream, "periodMs"), MathContext.DECIMAL128));
            BigDecimal weight = stream.has("weight") ? decimal(stream, "weight") : BigDecimal.ONE;
            value = value.add(weight.multiply(accuracy));
        }
        Set<String> resident = new HashSet<>();
        problem.path("resident").forEach(digest -> resident.add(digest.asText()));
        for (Map.Entry<String, BigDecimal> digest : digests.entrySet()) {
            memory = memory.add(digest.getValue());
            fetch = resident.contains(digest.getKey()) ? fetch : fetch.add(digest.getValue());
        }
        JsonNode budget = problem.path("budget");
        if (memory.compareTo(decimal(budget, "memoryKiB")) > 0 || cpu.compareTo(decimal(budget, "cpuCores")) > 0) {
            return null;
        }
        return value.subtract(decimal(problem, "switchingCostPerKiB").multiply(fetch));
    }

    /** The best objective of all choices, or null if none is allowed. */
    @Nullable
    BigDecimal best() {
        return best(new ArrayList<>(), new ArrayList<>());
    }

    private @Nullable BigDecimal best(List<List<Integer>> done, List<Integer> current) {
        if (done.size() == streams.size()) {
            return objective(new Choice(done));
        }
        JsonNode blocks = blocks(streams.get(done.size()));
        if (current.size() == blocks.size()) {
            List<List<Integer>> longer = new ArrayList<>(done);
            longer.add(List.copyOf(current));
            return best(longer, new ArrayList<>());
        }
        BigDecimal best = null;
        int choices = blocks.path(current.size()).path("variants").size();
        for (int v = 0; v < choices; v++) {
            current.add(v);
            BigDecimal found = best(done, current);
            current.remove(current.size() - 1);
            if (found != null && (best == null || found.compareTo(best) > 0)) {
                best = found;
            }
        }
        return best;
    }

    private JsonNode model(JsonNode stream) {
        return problem.path("models").path(stream.path("model").asText());
    }

    private JsonNode blocks(JsonNode stream) {
        return model(stream).path("blocks");
    }

    private static BigDecimal decimal(JsonNode node, String name) {
        return new BigDecimal(
                node.path(name).asText("0").isEmpty() ? "0" : node.path(name).asText("0"));
    }
}
