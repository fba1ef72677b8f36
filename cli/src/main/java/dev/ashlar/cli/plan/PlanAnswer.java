/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanForecast.StreamForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.List;

/** What a planner answered, in the fields and units of {@code docs/formats/plan.schema.json}. */
final class PlanAnswer {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_KIB = 1024;

    private final PlanRequest request;
    private final ObjectNode root = new ObjectMapper().createObjectNode();

    private PlanAnswer(PlanRequest request) {
        this.request = request;
    }

    /**
     * The answer to a problem.
     *
     * @param reading how long it took to read it
     * @param planning how long the planner took
     */
    static ObjectNode of(PlanRequest request, PlanOutcome outcome, Duration reading, Duration planning) {
        PlanAnswer answer = new PlanAnswer(request);
        answer.root.put("status", status(outcome));
        outcome.fold(answer::feasible, answer::infeasible, undecided -> answer.root);
        answer.root
                .putObject("times")
                .put("readMs", reading.toNanos() / NANOS_PER_MILLI)
                .put("planMs", planning.toNanos() / NANOS_PER_MILLI);
        return answer.root;
    }

    static String status(PlanOutcome outcome) {
        return outcome.fold(
                feasible -> feasible.isOptimal() ? "optimal" : "feasible",
                infeasible -> "infeasible",
                undecided -> "undecided");
    }

    private ObjectNode feasible(PlanOutcome.Feasible feasible) {
        root.put("objective", feasible.objective());
        root.put("bound", feasible.objective() + feasible.gap());
        root.put("gap", feasible.isOptimal() ? 0 : feasible.gap() / Math.max(1e-9, Math.abs(feasible.objective())));
        plan(feasible.plan());
        return root;
    }

    private ObjectNode infeasible(PlanOutcome.Infeasible infeasible) {
        PlanOutcome.Feasible relief = infeasible.relief();
        if (relief != null) {
            feasible(relief);
        }
        shortfalls(infeasible.shortfalls());
        ArrayNode ladder = root.putArray("ladder");
        List<LadderStep> steps = relief == null ? List.of() : relief.plan().ladder();
        for (LadderStep step : steps) {
            ObjectNode node = ladder.addObject().put("stream", step.stream().value());
            Duration period = step.period();
            node.put("step", step.isPause() ? "pause" : "rate");
            if (period != null) {
                node.put("periodMs", period.toNanos() / NANOS_PER_MILLI);
            }
            node.put("reason", step.reason());
        }
        return root;
    }

    private void plan(Plan plan) {
        PlanForecast forecast = PlanForecast.of(request, plan);
        ArrayNode streams = root.putArray("streams");
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            StreamForecast expected = forecast.streams().get(stream.id());
            if (chain != null && expected != null) {
                ObjectNode node = streams.addObject();
                node.put("id", stream.id().value());
                node.put("model", chain.model().value());
                ArrayNode variants = node.putArray("variants");
                chain.choices().forEach(choice -> variants.add(choice.value()));
                node.put("periodMs", plan.period(stream).toNanos() / NANOS_PER_MILLI);
                node.putObject("forecast")
                        .put("accuracy", expected.accuracy())
                        .put("latencyUs", expected.nanos() / NANOS_PER_MICRO)
                        .put("responseUs", expected.responseNanos() / NANOS_PER_MICRO);
            }
        }
        ObjectNode used = root.putObject("used")
                .put("memoryKiB", forecast.memoryBytes() / BYTES_PER_KIB)
                .put("cpuCores", forecast.cpuCores())
                .put("fetchKiB", forecast.fetchBytes() / BYTES_PER_KIB);
        if (request.rules().running() != null) {
            used.put("changedBlocks", forecast.changedBlocks());
        }
        if (Double.isFinite(request.budget().watts())) {
            used.put("powerW", forecast.watts());
        }
    }

    /** Adds why the plan is as it is. */
    static void explain(ObjectNode answer, Explanation explanation) {
        ObjectNode root = answer.putObject("explanation");
        ArrayNode budgets = root.putArray("budgets");
        for (Explanation.BudgetUse each : explanation.budgets()) {
            budgets.addObject()
                    .put("what", each.what())
                    .put("used", each.used())
                    .put("available", each.available())
                    .put("unit", each.unit())
                    .put("binds", each.binds());
        }
        ArrayNode gains = root.putArray("gains");
        for (Explanation.Gain each : explanation.gains()) {
            ObjectNode node = gains.addObject()
                    .put("what", each.what())
                    .put("more", each.more())
                    .put("unit", each.unit())
                    .put("gain", each.gain());
            StreamId stream = each.stream();
            if (stream != null) {
                node.put("stream", stream.value()).put("points", each.points());
            }
            node.put("text", each.toString());
        }
        if (!explanation.changes().isEmpty()) {
            ArrayNode changes = root.putArray("changes");
            explanation.changes().forEach(changes::add);
        }
        Explanation.RefusedChoice refused = explanation.refused();
        if (refused != null) {
            root.putObject("refused")
                    .put("stream", refused.stream().value())
                    .put("block", refused.block().value())
                    .put("variant", refused.descendant().value())
                    .put("points", refused.points())
                    .put("why", refused.why());
        }
    }

    private void shortfalls(List<Shortfall> shortfalls) {
        ArrayNode list = root.putArray("shortfalls");
        for (Shortfall shortfall : shortfalls) {
            list.addObject()
                    .put("what", shortfall.what())
                    .put("needed", shortfall.needed())
                    .put("available", shortfall.available())
                    .put("unit", shortfall.unit());
        }
    }
}
