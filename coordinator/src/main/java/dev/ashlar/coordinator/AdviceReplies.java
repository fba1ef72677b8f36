/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.WhatIf;
import dev.ashlar.core.workload.StreamId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what an {@link Adviser} says to the bus; {@code docs/event-bus.md} is its reference. */
final class AdviceReplies {
    private AdviceReplies() {}

    static JsonObject explanation(Advice.Why why) {
        Explanation told = why.explanation();
        JsonArray budgets = new JsonArray();
        for (Explanation.BudgetUse use : told.budgets()) {
            budgets.add(new JsonObject()
                    .put("what", use.what())
                    .put("used", BusReplies.number(use.used()))
                    .put("available", BusReplies.number(use.available()))
                    .put("unit", use.unit())
                    .put("binds", use.binds()));
        }
        JsonArray gains = new JsonArray();
        told.gains().forEach(gain -> gains.add(gain(gain)));
        JsonObject reply = BusReplies.granted(why.plan())
                .put("reason", why.plan().reason())
                .put("budgets", budgets)
                .put("gains", gains)
                .put("changes", new JsonArray(told.changes()));
        Explanation.RefusedChoice refused = told.refused();
        return refused == null
                ? reply
                : reply.put(
                        "refused",
                        new JsonObject()
                                .put("id", refused.stream().value())
                                .put("block", refused.block().value())
                                .put("choice", refused.descendant().value())
                                .put("points", BusReplies.number(refused.points()))
                                .put("why", refused.why()));
    }

    private static JsonObject gain(Explanation.Gain gain) {
        JsonObject told = new JsonObject()
                .put("what", gain.what())
                .put("more", BusReplies.number(gain.more()))
                .put("unit", gain.unit())
                .put("gain", BusReplies.number(gain.gain()))
                .put("text", gain.toString());
        StreamId stream = gain.stream();
        return stream == null ? told : told.put("id", stream.value()).put("points", BusReplies.number(gain.points()));
    }

    static JsonObject whatIf(Advice.Supposed supposed) {
        WhatIf whatIf = supposed.whatIf();
        List<String> changed = whatIf.changed().stream().map(StreamId::value).toList();
        JsonObject reply = BusReplies.granted(supposed.plan())
                .put("now", side(whatIf.now()))
                .put("then", side(whatIf.then()))
                .put("changed", new JsonArray(changed));
        put(reply, "oneMoreMiB", whatIf.oneMoreMiB());
        put(reply, "oneMoreCore", whatIf.oneMoreCore());
        return reply;
    }

    private static void put(JsonObject reply, String name, @Nullable Double gain) {
        if (gain != null) {
            reply.put(name, BusReplies.number(gain));
        }
    }

    private static JsonObject side(WhatIf.Side side) {
        JsonObject told = new JsonObject().put("status", status(side.outcome()));
        PlanOutcome.Feasible found = side.found();
        if (found != null) {
            PlanForecast forecast = PlanForecast.of(side.request(), found.plan());
            told.put("objective", BusReplies.number(found.objective()))
                    .put("gap", BusReplies.number(found.gap()))
                    .put("used", BusReplies.used(forecast))
                    .put("streams", BusReplies.streams(found.plan(), forecast))
                    .put("paused", BusReplies.paused(found.plan()))
                    .put("ladder", BusReplies.ladder(found.plan()));
        }
        if (side.outcome() instanceof PlanOutcome.Infeasible infeasible) {
            told.put("shortfalls", BusReplies.shortfalls(infeasible.shortfalls()));
        }
        return told;
    }

    private static String status(PlanOutcome outcome) {
        return outcome.fold(
                feasible -> feasible.isOptimal() ? "optimal" : "feasible",
                infeasible -> "infeasible",
                undecided -> "undecided");
    }
}
