/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes replies and published messages of the bus; {@code docs/event-bus.md} is their reference. */
final class BusReplies {
    /** Of everything said on the bus. */
    static final int VERSION = 1;

    private BusReplies() {}

    /** The answer to a granted change. */
    static JsonObject granted(AdoptedPlan plan) {
        return head().put("revision", plan.workload().revision()).put("planRevision", plan.revision());
    }

    /** The answer to a granted change of a stream that is open then. */
    static JsonObject granted(AdoptedPlan plan, StreamSpec spec) {
        return granted(plan).put("stream", stream(plan, spec));
    }

    /** The answer to a granted change of the budget. */
    static JsonObject granted(AdoptedPlan plan, ResourceBudget budget) {
        return granted(plan).put("budget", budget(budget));
    }

    static JsonObject workload(Situation situation, AshlarStats stats) {
        JsonArray streams = new JsonArray();
        Map<String, StreamStats> byId = new TreeMap<>();
        stats.streams().forEach(each -> byId.put(each.id().value(), each));
        for (StreamSpec spec : situation.state().workload().streams()) {
            JsonObject stream = stream(situation.plan(), spec);
            StreamStats counted = byId.get(spec.id().value());
            if (counted != null) {
                stream.put("frames", frames(counted.frames())).put("latency", latency(counted.latency()));
            }
            streams.add(stream);
        }
        return head().put("revision", situation.state().revision()).put("streams", streams);
    }

    static JsonObject budget(Situation situation) {
        PlanForecast forecast = situation.plan().forecast();
        return head().put("revision", situation.state().revision())
                .put("budget", budget(situation.state().budget()))
                .put("used", used(forecast));
    }

    static JsonObject plan(AdoptedPlan plan) {
        return granted(plan)
                .put("reason", plan.reason())
                .put("budget", budget(plan.budget()))
                .put("used", used(plan.forecast()))
                .put("value", number(plan.forecast().value()))
                .put("gap", number(plan.gap()))
                .put("streams", streams(plan.plan(), plan.forecast()))
                .put("paused", paused(plan.plan()))
                .put("ladder", ladder(plan.plan()))
                .put("blocksSwapped", plan.delta().blocksSwapped())
                .put("streamsChanged", plan.delta().streamsChanged())
                .put("bytesFetched", plan.bytesFetched())
                .put("solveMs", milliseconds(plan.solveNanos()))
                .put("openMs", milliseconds(plan.openNanos()));
    }

    static JsonArray streams(Plan plan, PlanForecast forecast) {
        JsonArray streams = new JsonArray();
        new TreeMap<>(plan.chains()).forEach((id, chain) -> {
            JsonObject served = served(id.value(), chain, forecast.streams().get(id));
            Duration period = plan.periods().get(id);
            streams.add(period == null ? served : served.put("periodMs", milliseconds(period)));
        });
        return streams;
    }

    static JsonArray paused(Plan plan) {
        JsonArray paused = new JsonArray();
        new TreeMap<>(plan.paused())
                .forEach((id, why) ->
                        paused.add(new JsonObject().put("id", id.value()).put("reason", why)));
        return paused;
    }

    static JsonArray ladder(Plan plan) {
        JsonArray ladder = new JsonArray();
        for (LadderStep step : plan.ladder()) {
            JsonObject told = new JsonObject().put("id", step.stream().value()).put("reason", step.reason());
            Duration period = step.period();
            ladder.add(period == null ? told : told.put("periodMs", milliseconds(period)));
        }
        return ladder;
    }

    static JsonObject refusal(RefusedPlan refused) {
        BusError error = refused.refusal().error();
        return head().put("planRevision", refused.revision())
                .put("wish", refused.wish())
                .put("error", error.name())
                .put("code", error.code())
                .put("message", CoordinatorException.words(refused.refusal()))
                .put("shortfalls", shortfalls(refused.refusal().shortfalls()));
    }

    static JsonArray shortfalls(List<Shortfall> lacking) {
        JsonArray shortfalls = new JsonArray();
        for (Shortfall shortfall : lacking) {
            shortfalls.add(new JsonObject()
                    .put("what", shortfall.what())
                    .put("needed", number(shortfall.needed()))
                    .put("available", number(shortfall.available()))
                    .put("unit", shortfall.unit()));
        }
        return shortfalls;
    }

    static JsonObject alert(Alert alert) {
        return head().put("planRevision", alert.revision())
                .put("alert", alert.code().name())
                .put("subject", alert.subject())
                .put("message", alert.message());
    }

    static JsonObject measured(MeasuredPlan news) {
        Scores scores = news.measured().scores();
        List<String> choices =
                news.chain().choices().stream().map(DescendantId::value).toList();
        return head().put("planRevision", news.revision())
                .put("model", news.chain().model().value())
                .put("choices", new JsonArray(choices))
                .put("metric", news.metric())
                .put("predicted", number(news.base() - news.predicted().loss()))
                .put("low", number(news.base() - news.predicted().high()))
                .put("high", number(news.base() - news.predicted().low()))
                .put("measured", scores.quality())
                .put("agreement", scores.agreement())
                .put("dropError", scores.dropError())
                .put("images", news.images())
                .put("replanned", news.replanned());
    }

    static JsonObject stats(AshlarStats stats) {
        PlanStats plans = stats.plans();
        return head().put("planRevision", stats.revision())
                .put("streams", stats.streams().size())
                .put("workers", stats.workers())
                .put("alerts", stats.alerts())
                .put("frames", frames(stats.frames()))
                .put(
                        "plans",
                        new JsonObject()
                                .put("adopted", plans.adopted())
                                .put("refused", plans.refused())
                                .put("blocksSwapped", plans.blocksSwapped())
                                .put("bytesFetched", plans.bytesFetched())
                                .put("solving", latency(plans.solving()))
                                .put("opening", latency(plans.opening())))
                .put("memory", memory(stats.memory()))
                .put(
                        "measuring",
                        new JsonObject()
                                .put("compositions", stats.measuring().compositions())
                                .put("images", stats.measuring().images())
                                .put("spentMs", milliseconds(stats.measuring().spentNanos())));
    }

    private static JsonObject memory(MemoryStats memory) {
        JsonObject told = new JsonObject()
                .put("budgetBytes", memory.budgetBytes())
                .put("usedBytes", memory.usedBytes())
                .put("warmBytes", memory.warmBytes())
                .put("peakBytes", memory.peakBytes())
                .put("overheadBytes", memory.overheadBytes())
                .put("grownBytes", memory.grownBytes());
        ProcessMemory process = memory.process();
        return process == null
                ? told
                : told.put(
                        "process",
                        new JsonObject()
                                .put("weightBytes", process.weightBytes())
                                .put("heapBytes", process.heapBytes())
                                .put("nativeBytes", process.nativeBytes())
                                .put("fileBytes", process.fileBytes()));
    }

    static JsonObject head() {
        return new JsonObject().put("version", VERSION);
    }

    private static JsonObject stream(AdoptedPlan plan, StreamSpec spec) {
        JsonObject stream = new JsonObject()
                .put("id", spec.id().value())
                .put("model", spec.model().value())
                .put("periodMs", milliseconds(spec.period()))
                .put("deadlineMs", milliseconds(spec.deadline()))
                .put("weight", spec.weight())
                .put("priority", spec.priority())
                .put("accuracyFloor", spec.accuracyFloor())
                .put("lateFrames", spec.lateFrames().name().toLowerCase(Locale.ROOT))
                .put("deadlinePercentile", spec.deadlinePercentile())
                .put("served", plan.plan().chains().containsKey(spec.id()));
        if (!spec.alternatives().isEmpty()) {
            JsonArray models = new JsonArray();
            spec.models().forEach(model -> models.add(model.value()));
            stream.put("models", models);
        }
        if (!spec.rateSteps().isEmpty()) {
            JsonArray steps = new JsonArray();
            spec.rateSteps().forEach(step -> steps.add(rateStep(step)));
            stream.put("rateSteps", steps);
        }
        String why = plan.plan().paused().get(spec.id());
        return why == null ? stream : stream.put("pausedBecause", why);
    }

    private static JsonObject rateStep(RateStep step) {
        JsonObject told = new JsonObject().put("periodMs", milliseconds(step.period()));
        Double utility = step.utility();
        return utility == null ? told : told.put("utility", utility);
    }

    private static JsonObject served(String id, BlockChain chain, PlanForecast.@Nullable StreamForecast forecast) {
        List<String> choices = chain.choices().stream().map(DescendantId::value).toList();
        JsonObject served = new JsonObject()
                .put("id", id)
                .put("model", chain.model().value())
                .put("choices", new JsonArray(choices));
        return forecast == null
                ? served
                : served.put("latencyMs", milliseconds(forecast.nanos())).put("accuracy", number(forecast.accuracy()));
    }

    private static JsonObject frames(FrameCounts counts) {
        JsonObject dropped = new JsonObject();
        counts.dropped().forEach((reason, count) -> dropped.put(reason.name().toLowerCase(Locale.ROOT), count));
        return new JsonObject()
                .put("offered", counts.offered())
                .put("inDeadline", counts.inDeadline())
                .put("late", counts.late())
                .put("dropped", dropped)
                .put("failed", counts.failed())
                .put("pending", counts.pending());
    }

    private static JsonObject latency(LatencySummary summary) {
        return new JsonObject()
                .put("count", summary.count())
                .put("meanMs", milliseconds(summary.meanNanos()))
                .put("p50Ms", milliseconds(summary.p50Nanos()))
                .put("p95Ms", milliseconds(summary.p95Nanos()))
                .put("p99Ms", milliseconds(summary.p99Nanos()))
                .put("maxMs", milliseconds(summary.maxNanos()));
    }

    private static JsonObject budget(ResourceBudget budget) {
        JsonObject told =
                new JsonObject().put("memoryBytes", budget.memory().count()).put("cpuCores", budget.cpuCores());
        return Double.isFinite(budget.watts()) ? told.put("powerW", budget.watts()) : told;
    }

    static JsonObject used(PlanForecast forecast) {
        JsonObject told = new JsonObject()
                .put("memoryBytes", forecast.memoryBytes())
                .put("cpuCores", number(forecast.cpuCores()));
        return forecast.watts() > 0 ? told.put("powerW", number(forecast.watts())) : told;
    }

    private static double milliseconds(Duration duration) {
        return milliseconds(duration.toNanos());
    }

    private static double milliseconds(long nanos) {
        return nanos / 1e6;
    }

    /** JSON has no numbers that are not finite. */
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
