/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.cli.common.ConfidenceOption;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.UserFolders;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.plan.WhatIf;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.optimizer.CpSatPlanner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    private ConfidenceOption confidence = new ConfidenceOption();

    @Mixin
    private Supposition supposition = new Supposition();

    @Override
    public Integer call() {
        Double sure = confidence.given(spec);
        PlanRequest now = read(null);
        PlanRequest then = supposition.of(sure == null ? now : read(sure));
        Planner planner = CpSatPlanner.open(UserFolders.cache().resolve("natives"));
        Ticker ticker = Ticker.system();
        WhatIf whatIf = WhatIf.of(planner, WhatIf.Side.planned(planner, now, ticker), then, ticker);
        ObjectNode answer = answer(whatIf);
        if (json) {
            spec.commandLine().getOut().println(answer.toPrettyString());
            spec.commandLine().getOut().flush();
        } else {
            show(answer, spec.commandLine().getOut());
        }
        return ExitCode.DONE;
    }

    private static ObjectNode answer(WhatIf whatIf) {
        ObjectNode answer = new ObjectMapper().createObjectNode();
        ObjectNode before = side(whatIf.now());
        ObjectNode after = side(whatIf.then());
        answer.set("now", before);
        answer.set("then", after);
        ArrayNode changes = answer.putArray("changes");
        for (StreamId stream : whatIf.changed()) {
            change(stream.value(), find(before, stream.value()), find(after, stream.value()), changes);
        }
        put(answer, "oneMoreMiB", whatIf.oneMoreMiB());
        put(answer, "oneMoreCore", whatIf.oneMoreCore());
        return answer;
    }

    private PlanRequest read(@Nullable Double sure) {
        return ProblemReader.read(problem, (model, known) -> new StoredModels(store.open()).find(model, known), sure);
    }

    private static ObjectNode side(WhatIf.Side side) {
        return PlanAnswer.of(side.request(), side.outcome(), Duration.ZERO, side.spent());
    }

    private static void put(ObjectNode answer, String name, @Nullable Double value) {
        if (value != null) {
            answer.put(name, value);
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
