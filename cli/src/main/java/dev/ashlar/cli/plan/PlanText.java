/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;

/** An answer for people. */
final class PlanText {
    private final JsonNode answer;
    private final PrintWriter out;

    /** @param answer as {@link PlanAnswer} made it */
    PlanText(JsonNode answer, PrintWriter out) {
        this.answer = answer;
        this.out = out;
    }

    void print() {
        line("%s", answer.path("status").textValue());
        if (answer.has("objective")) {
            line(
                    "objective %.6f, at most %.6f is possible (gap %.4f %%)",
                    number(answer, "objective"), number(answer, "bound"), 100 * number(answer, "gap"));
        }
        if (answer.has("impairment")) {
            line("%s", answer.path("impairment").textValue());
        }
        answer.path("shortfalls")
                .forEach(each -> line(
                        "%s: at least %s %s needed, %s available",
                        each.path("what").textValue(),
                        each.path("needed").asText(),
                        each.path("unit").textValue(),
                        each.path("available").asText()));
        answer.path("ladder")
                .forEach(step -> line(
                        "%s %s: %s",
                        step.path("step").textValue().equals("pause")
                                ? "paused"
                                : "every %s ms".formatted(step.path("periodMs").asText()),
                        step.path("stream").textValue(),
                        step.path("reason").textValue()));
        answer.path("streams").forEach(this::stream);
        JsonNode used = answer.path("used");
        if (!used.isMissingNode()) {
            line(
                    "used: %.1f KiB of memory, %.4f cores; %.1f KiB to fetch",
                    number(used, "memoryKiB"), number(used, "cpuCores"), number(used, "fetchKiB"));
        }
        JsonNode explanation = answer.path("explanation");
        explanation.path("gains").forEach(gain -> line("%s", gain.path("text").asText()));
        JsonNode refused = explanation.path("refused");
        if (!refused.isMissingNode()) {
            line(
                    "refused: %s in block %s of %s, %+.2f points: %s",
                    refused.path("variant").asText(),
                    refused.path("block").asText(),
                    refused.path("stream").asText(),
                    number(refused, "points"),
                    refused.path("why").asText());
        }
        answer.path("explanation").path("changes").forEach(change -> line("changed: %s", change.asText()));
        line("planned in %.1f ms", number(answer.path("times"), "planMs"));
        out.flush();
    }

    private void stream(JsonNode stream) {
        StringJoiner variants = new StringJoiner(" ");
        stream.path("variants").forEach(variant -> variants.add(variant.textValue()));
        JsonNode forecast = stream.path("forecast");
        line(
                "  %s: %s [%s] every %s ms, accuracy %.4f, %.3f ms",
                stream.path("id").textValue(),
                stream.path("model").textValue(),
                variants,
                stream.path("periodMs").asText(),
                number(forecast, "accuracy"),
                number(forecast, "latencyUs") / 1000);
    }

    private static double number(JsonNode node, String name) {
        return node.path(name).doubleValue();
    }

    private void line(String template, Object... values) {
        out.println(String.format(Locale.ROOT, template, values));
    }
}
