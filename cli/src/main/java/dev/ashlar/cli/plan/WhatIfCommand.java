/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.UserFolders;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.optimizer.CpSatPlanner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar whatif}. */
@Command(
        name = "whatif",
        mixinStandardHelpOptions = true,
        description = {
            "Plan a workload as it is and as it might be, and say what would change, and what one more MiB or core would buy.",
            "Nothing that runs is touched."
        })
public final class WhatIfCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-p", "--problem"},
            required = true,
            paramLabel = "FILE",
            description = "Streams and budget as JSON (docs/formats/problem.schema.json). Where it has no \"models\","
                    + " networks are taken from the store as they were profiled on this machine.")
    private Path problem = Path.of("-");

    @Option(names = "--json", description = "Print the answer as JSON (docs/formats/whatif.schema.json).")
    private boolean json;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private Supposition supposition = new Supposition();

    @Override
    public Integer call() {
        PlanRequest now = ProblemReader.read(problem, model -> new StoredModels(store.open()).find(model));
        PlanRequest then = supposition.of(now);
        Planner planner = CpSatPlanner.open(UserFolders.cache().resolve("natives"));
        ObjectNode answer = new ObjectMapper().createObjectNode();
        ObjectNode before = plan(planner, now);
        ObjectNode after = plan(planner, then);
        answer.set("now", before);
        answer.set("then", after);
        changes(before, after, answer.putArray("changes"));
        ResourceBudget budget = then.budget();
        gain(
                planner,
                then.withBudget(budget.withMemory(budget.memory().plus(Bytes.ofMebi(1)))),
                after,
                "oneMoreMiB",
                answer);
        gain(planner, then.withBudget(budget.withCpuCores(budget.cpuCores() + 1)), after, "oneMoreCore", answer);
        if (json) {
            spec.commandLine().getOut().println(answer.toPrettyString());
            spec.commandLine().getOut().flush();
        } else {
            show(answer, spec.commandLine().getOut());
        }
        return ExitCode.DONE;
    }

    private static ObjectNode plan(Planner planner, PlanRequest request) {
        long began = System.nanoTime();
        PlanOutcome outcome = planner.plan(request);
        return PlanAnswer.of(request, outcome, Duration.ZERO, Duration.ofNanos(System.nanoTime() - began));
    }

    /** How much more the plan would be worth, where there is one with and without. */
    private static void gain(Planner planner, PlanRequest more, JsonNode after, String name, ObjectNode answer) {
        ObjectNode better = plan(planner, more);
        if (better.has("objective") && after.has("objective")) {
            answer.put(
                    name,
                    better.path("objective").doubleValue()
                            - after.path("objective").doubleValue());
        }
    }

    private static void changes(JsonNode before, JsonNode after, ArrayNode changes) {
        for (JsonNode stream : before.path("streams")) {
            JsonNode other = find(after, stream.path("id").asText());
            if (!stream.path("variants").equals(other.path("variants"))
                    || !stream.path("model").equals(other.path("model"))
                    || !stream.path("periodMs").equals(other.path("periodMs"))) {
                change(stream.path("id").asText(), stream, other, changes);
            }
        }
        for (JsonNode stream : after.path("streams")) {
            if (find(before, stream.path("id").asText()).isMissingNode()) {
                change(stream.path("id").asText(), find(before, ""), stream, changes);
            }
        }
    }

    private static void change(String id, JsonNode before, JsonNode after, ArrayNode changes) {
        ObjectNode node = changes.addObject().put("id", id);
        if (!before.isMissingNode()) {
            node.set("now", before);
        }
        if (!after.isMissingNode()) {
            node.set("then", after);
        }
    }

    private static JsonNode find(JsonNode answer, String id) {
        for (JsonNode stream : answer.path("streams")) {
            if (stream.path("id").asText().equals(id)) {
                return stream;
            }
        }
        return answer.path("streams").path("none");
    }

    private static void show(JsonNode answer, PrintWriter out) {
        out.println("Now:");
        new PlanText(answer.path("now"), out).print();
        out.println();
        out.println("Then:");
        new PlanText(answer.path("then"), out).print();
        out.println();
        if (answer.path("changes").isEmpty()) {
            out.println("Nothing would change.");
        }
        answer.path("changes")
                .forEach(each -> out.println("%s: %s -> %s"
                        .formatted(each.path("id").asText(), variants(each.path("now")), variants(each.path("then")))));
        buys(answer, "oneMoreMiB", "One more MiB", out);
        buys(answer, "oneMoreCore", "One more core", out);
        out.flush();
    }

    private static String variants(JsonNode stream) {
        return stream.isMissingNode()
                ? "not served"
                : stream.path("model").asText() + " " + stream.path("variants") + " every "
                        + stream.path("periodMs").asText() + " ms";
    }

    private static void buys(JsonNode answer, String name, String what, PrintWriter out) {
        if (answer.has(name)) {
            out.println(String.format(
                    Locale.ROOT, "%s then: %+.6f.", what, answer.path(name).doubleValue()));
        }
    }
}
