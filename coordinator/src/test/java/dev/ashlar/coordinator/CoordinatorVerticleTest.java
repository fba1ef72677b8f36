/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static dev.ashlar.coordinator.WatchedVertx.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Checkpoint;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(VertxExtension.class)
class CoordinatorVerticleTest {
    private static final JsonSchemas SCHEMAS = JsonSchemas.ofTheBus();

    private final World world = new World();
    private final WatchedVertx watched = new WatchedVertx();
    private final BlockingQueue<JsonObject> adopted = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> refused = new LinkedBlockingQueue<>();
    private Ashlar ashlar = open(World.PLENTY);

    @BeforeEach
    void listen() {
        watched.vertx().eventBus().<JsonObject>consumer("ashlar.plan.adopted", message -> adopted.add(message.body()));
        watched.vertx().eventBus().<JsonObject>consumer("ashlar.plan.refused", message -> refused.add(message.body()));
    }

    @AfterEach
    void close() {
        ashlar.close();
        watched.close();
        world.close();
        assertThat(adopted).allSatisfy(plan -> assertThat(SCHEMAS.violations("plan.adopted", plan))
                .isEmpty());
        assertThat(refused).allSatisfy(refusal -> assertThat(SCHEMAS.violations("plan.refused", refusal))
                .isEmpty());
    }

    private Ashlar open(ResourceBudget budget) {
        return get(Ashlar.builder()
                .catalogs(world.store)
                .profiles(world.store)
                .engine(world.engine)
                .planner(world.levels)
                .device(FakeNets.DEVICE)
                .budget(budget)
                .ticker(world.ticker)
                .vertx(watched.vertx())
                .open());
    }

    @Test
    void opensAStream() throws InterruptedException {
        JsonObject reply = ask("workload.open", spec("door").put("weight", 2).put("lateFrames", "serve"));

        assertThat(reply.getInteger("revision")).isEqualTo(1);
        assertThat(reply.getInteger("planRevision")).isEqualTo(1);
        assertThat(reply.getJsonObject("stream"))
                .isEqualTo(spec("door")
                        .put("periodMs", 100.0)
                        .put("deadlineMs", 50.0)
                        .put("weight", 2.0)
                        .put("priority", 0)
                        .put("accuracyFloor", 0.0)
                        .put("lateFrames", "serve")
                        .put("deadlinePercentile", 95.0)
                        .put("served", true));
        assertThat(adopted.take().getString("reason")).isEqualTo("open stream door");
        StreamHandle handle = ashlar.stream(new StreamId("door"));
        assertThat(handle).isNotNull();
    }

    @Test
    void takesSeveralNetworksAndRatesOfAStream() {
        JsonObject spec = spec("door")
                .put("models", new JsonArray().add("cam").add("sign"))
                .put(
                        "rateSteps",
                        new JsonArray()
                                .add(new JsonObject().put("periodMs", 400.0))
                                .add(new JsonObject().put("periodMs", 200.0).put("utility", 0.5)));
        spec.remove("model");

        JsonObject opened = ask("workload.open", spec).getJsonObject("stream");

        assertThat(opened.getString("model")).isEqualTo("cam");
        assertThat(opened.getJsonArray("models")).containsExactly("cam", "sign");
        assertThat(opened.getJsonArray("rateSteps").getJsonObject(0).getDouble("utility"))
                .isEqualTo(0.5);
        assertThat(world.levels.asked()).last().satisfies(asked -> {
            assertThat(asked.models()).hasSize(2);
            assertThat(asked.workload().streams().get(0).rateSteps()).hasSize(2);
        });

        JsonObject narrowed = ask(
                        "workload.update", new JsonObject().put("id", "door").put("model", "cam"))
                .getJsonObject("stream");
        assertThat(narrowed.containsKey("models")).isFalse();
        assertThat(narrowed.getJsonArray("rateSteps")).hasSize(2);
        fails(
                BusError.INVALID,
                "workload.update",
                new JsonObject().put("id", "door").put("periodMs", 300),
                "must be longer than");
        fails(
                BusError.INVALID,
                "workload.open",
                spec("gate").put("models", new JsonArray().add("cam")),
                "model or models, not both");
        fails(
                BusError.INVALID,
                "workload.update",
                new JsonObject().put("id", "door").put("deadlinePercentile", 99.9),
                "none is known beyond");
        fails(
                BusError.UNKNOWN,
                "workload.update",
                new JsonObject()
                        .put("id", "door")
                        .put("models", new JsonArray().add("cam").add("none")),
                "network named none");
    }

    @Test
    void explainsThePlanAndSaysWhatOtherwiseWouldBe() {
        ask("workload.open", spec("door"));
        ask("budget.set", new JsonObject().put("memoryBytes", World.bytesAt(1)));

        JsonObject why = ask("plan.explain", null);
        assertThat(why.getString("reason")).isEqualTo("set the budget");
        assertThat(why.getJsonArray("changes").getString(0)).startsWith("door: b0 original -> ");
        assertThat(why.getJsonObject("refused").getString("why")).contains("bytes of a budget of");

        JsonObject more = ask(
                "plan.whatif",
                new JsonObject()
                        .put("budget", new JsonObject().put("memoryBytes", 1 << 26))
                        .put("streams", new JsonArray().add(spec("gate"))));
        assertThat(more.getJsonArray("changed")).containsExactly("door", "gate");
        assertThat(more.getJsonObject("then").getJsonArray("streams")).hasSize(2);
        JsonObject less = ask(
                "plan.whatif",
                new JsonObject()
                        .put("without", new JsonArray().add("door"))
                        .put("budget", new JsonObject().put("cpuCores", 0.5)));
        assertThat(less.getJsonObject("then").getJsonArray("streams")).isEmpty();
        JsonObject none = ask("plan.whatif", new JsonObject().put("budget", new JsonObject().put("memoryBytes", 1)));
        assertThat(none.getJsonObject("then").getString("status")).isEqualTo("infeasible");
        assertThat(none.getJsonObject("then").getJsonArray("shortfalls")).isNotEmpty();
        assertThat(ask("workload.list", null).getJsonArray("streams")).hasSize(1);

        fails(
                BusError.UNKNOWN,
                "plan.whatif",
                new JsonObject().put("without", new JsonArray().add("gate")),
                "no stream named gate");
        fails(
                BusError.INVALID,
                "plan.whatif",
                new JsonObject().put("streams", new JsonArray().add(new JsonObject().put("id", "gate"))),
                "must be given");
    }

    @Test
    void changesOnlyTheFieldsThatAreGiven() {
        ask("workload.open", spec("door").put("weight", 2).put("priority", 3));

        JsonObject stream = ask(
                        "workload.update", new JsonObject().put("id", "door").put("periodMs", 33.3))
                .getJsonObject("stream");

        assertThat(stream.getDouble("periodMs")).isEqualTo(33.3);
        assertThat(stream.getDouble("weight")).isEqualTo(2);
        assertThat(stream.getInteger("priority")).isEqualTo(3);
        assertThat(stream.getDouble("deadlineMs")).isEqualTo(50);
    }

    @Test
    void closesAStreamAfterItsLastFrame() {
        ask("workload.open", spec("door"));
        StreamHandle handle = ashlar.stream(new StreamId("door"));
        assertThat(handle).isNotNull();
        Latch gate = new Latch();
        world.engine.onSegment(segment -> gate.pass());
        CompletionStage<FrameOutcome> under =
                Objects.requireNonNull(handle).submit(FakeNets.frame(world.ticker.nanos(), 1));
        gate.awaitSomeone();
        CompletableFuture<Message<Object>> closing = watched.vertx()
                .eventBus()
                .request("ashlar.workload.close", new JsonObject().put("id", "door"))
                .toCompletionStage()
                .toCompletableFuture();
        // Frames and commands do not wait for one another.
        assertThat(ask("plan.get", null).getJsonArray("streams")).hasSizeLessThanOrEqualTo(1);
        assertThat(closing).isNotDone();
        gate.open();

        JsonObject reply = (JsonObject) closing.join().body();
        assertThat(SCHEMAS.violations("workload.close.reply", reply)).isEmpty();
        assertThat(World.result(under).revision()).isEqualTo(1);
        assertThat(ask("workload.list", null).getJsonArray("streams")).isEmpty();
    }

    @Test
    void listsStreamsWithTheirCounts() {
        ask("workload.open", spec("b"));
        ask("workload.open", spec("a"));
        StreamHandle handle = Objects.requireNonNull(ashlar.stream(new StreamId("a")));
        World.result(handle.submit(FakeNets.frame(world.ticker.nanos(), 1)));

        JsonObject reply = ask("workload.list", new JsonObject());

        JsonArray streams = reply.getJsonArray("streams");
        assertThat(streams).hasSize(2);
        JsonObject frames = streams.getJsonObject(1).getJsonObject("frames");
        assertThat(frames.getInteger("offered")).isEqualTo(1);
        assertThat(frames.getInteger("inDeadline")).isEqualTo(1);
        assertThat(frames.getJsonObject("dropped").getInteger("superseded")).isZero();
    }

    @Test
    void tellsAndSetsTheBudget() {
        ask("workload.open", spec("door"));
        long smaller = World.bytesAt(1);

        JsonObject set = ask("budget.set", new JsonObject().put("memoryBytes", smaller));
        JsonObject got = ask("budget.get", null);

        assertThat(set.getJsonObject("budget").getLong("memoryBytes")).isEqualTo(smaller);
        assertThat(got.getJsonObject("budget")).isEqualTo(set.getJsonObject("budget"));
        assertThat(got.getJsonObject("budget").getDouble("cpuCores")).isEqualTo(2);
        assertThat(got.getJsonObject("budget").fieldNames()).doesNotContain("powerW");
        ask("budget.set", new JsonObject().put("powerW", 7.5));
        JsonObject powered =
                ask("budget.set", new JsonObject().put("cpuCores", 1.5)).getJsonObject("budget");
        assertThat(powered.getDouble("powerW"))
                .as("kept while another budget is set")
                .isEqualTo(7.5);
        assertThat(ask("budget.set", new JsonObject().put("powerW", 0))
                        .getJsonObject("budget")
                        .fieldNames())
                .as("lifted")
                .containsExactlyInAnyOrder("memoryBytes", "cpuCores");
        assertThat(got.getJsonObject("used").getLong("memoryBytes")).isEqualTo(smaller);
    }

    @Test
    void tellsThePlanInForce() {
        assertThat(ask("plan.get", null).getInteger("planRevision")).isZero();
        ask("workload.open", spec("door"));

        JsonObject plan = ask("plan.get", null);

        JsonObject stream = plan.getJsonArray("streams").getJsonObject(0);
        assertThat(stream.getJsonArray("choices")).containsExactly("original", "original", "original");
        assertThat(stream.getDouble("accuracy")).isEqualTo(0.9);
        assertThat(stream.getDouble("latencyMs")).isEqualTo(3);
        assertThat(plan.getLong("bytesFetched")).isEqualTo(3 * FakeNets.BLOCK_BYTES);
        assertThat(plan.getInteger("blocksSwapped")).isEqualTo(3);
    }

    @Test
    void tellsWhyAStreamIsPaused() {
        ashlar.close();
        ashlar = get(Ashlar.builder()
                .catalogs(world.store)
                .profiles(world.store)
                .engine(world.engine)
                .planner(request -> new PlanOutcome.Feasible(
                        new Plan(0, Map.of(), Map.of(new StreamId("door"), "on purpose")), 0, 0))
                .device(FakeNets.DEVICE)
                .budget(World.PLENTY)
                .vertx(watched.vertx())
                .open());

        JsonObject stream = ask("workload.open", spec("door")).getJsonObject("stream");

        assertThat(stream.getBoolean("served")).isFalse();
        assertThat(stream.getString("pausedBecause")).isEqualTo("on purpose");
        assertThat(ask("plan.get", null).getJsonArray("paused"))
                .containsExactly(new JsonObject().put("id", "door").put("reason", "on purpose"));
    }

    @Test
    void publishesPlansToEveryListener(VertxTestContext context) {
        Checkpoint heard = context.checkpoint(3);
        for (int i = 0; i < 3; i++) {
            watched.vertx()
                    .eventBus()
                    .<JsonObject>consumer(
                            "ashlar.plan.adopted",
                            message -> context.verify(() -> {
                                assertThat(message.body().getInteger("planRevision"))
                                        .isEqualTo(1);
                                heard.flag();
                            }));
        }
        ask("workload.open", spec("door"));
    }

    @Test
    void refusesMalformedCommandsAsInvalid() {
        fails(BusError.INVALID, "workload.open", null, "id must be given");
        fails(BusError.INVALID, "workload.open", spec("door").put("colour", "red"), "(colour) is not known");
        fails(BusError.INVALID, "workload.open", spec("../door"), "The stream name (../door)");
        fails(BusError.INVALID, "workload.open", spec("door").put("periodMs", -1), "periodMs (-1.0)");
        fails(BusError.INVALID, "workload.open", spec("door").put("periodMs", Double.NaN), "finite number");
        fails(BusError.INVALID, "workload.open", spec("door").put("weight", Double.POSITIVE_INFINITY), "finite number");
        fails(BusError.INVALID, "workload.open", spec("door").put("weight", "2"), "weight (2) must be a finite number");
        fails(BusError.INVALID, "workload.open", spec("door").put("priority", 1.5), "whole number");
        fails(BusError.INVALID, "workload.open", spec("door").put("priority", 4000), "between -1000 and 1000");
        fails(BusError.INVALID, "workload.open", spec("door").put("lateFrames", "maybe"), "drop or serve");
        fails(BusError.INVALID, "workload.open", spec("door").putNull("weight"), "must not be null");
        fails(BusError.INVALID, "workload.open", spec("door").put("version", 2), "version (2)");
        fails(BusError.INVALID, "workload.open", spec("door").put("accuracyFloor", 2), "accuracy floor");
        fails(BusError.INVALID, "workload.update", new JsonObject().put("id", "door"), "at least one of the fields");
        fails(BusError.INVALID, "workload.close", new JsonObject().put("id", 7), "must be a string");
        fails(BusError.INVALID, "workload.list", new JsonObject().put("all", true), "not known");
        fails(BusError.INVALID, "budget.set", new JsonObject(), "memoryBytes, cpuCores or powerW");
        fails(BusError.INVALID, "budget.set", new JsonObject().put("powerW", -1), "powerW (-1.0) must lie between 0");
        fails(BusError.INVALID, "budget.set", new JsonObject().put("memoryBytes", -1), "negative");
        fails(BusError.INVALID, "budget.set", new JsonObject().put("cpuCores", 0), "CPU budget");
        fails(BusError.INVALID, "budget.set", new JsonObject().put("memoryBytes", 1e300), "53 bits");
        fails(BusError.INVALID, "plan.get", "hello", "must be a JSON object");
        fails(BusError.INVALID, "plan.get", new JsonArray(), "must be a JSON object");
        assertThat(adopted).isEmpty();
        assertThat(refused).as("no plan was tried").isEmpty();
    }

    @Test
    void refusesWhatIsTooLarge() {
        String huge = "x".repeat(BodyLimit.MOST);
        JsonObject deep = new JsonObject();
        for (int i = 0; i < 500; i++) {
            deep = new JsonObject().put("a", deep);
        }
        JsonArray wide = new JsonArray();
        for (int i = 0; i < BodyLimit.MOST; i++) {
            wide.add(1);
        }

        fails(BusError.TOO_LARGE, "workload.open", spec("door").put("model", huge), "at most 1048576 characters");
        fails(BusError.TOO_LARGE, "workload.open", new JsonObject().put(huge, 1), "at most");
        fails(BusError.TOO_LARGE, "plan.get", Buffer.buffer(huge + "xx"), "at most");
        fails(BusError.TOO_LARGE, "plan.get", new JsonObject().put("wide", wide), "at most");
        fails(BusError.INVALID, "plan.get", deep, "not known");
    }

    @Test
    void refusesWhatDoesNotExist() {
        fails(BusError.UNKNOWN, "workload.open", spec("door").put("model", "none"), "network named none");
        fails(
                BusError.UNKNOWN,
                "workload.update",
                new JsonObject().put("id", "door").put("weight", 2),
                "named door");
        fails(BusError.UNKNOWN, "workload.close", new JsonObject().put("id", "door"), "no stream named door");
    }

    @Test
    void refusesConflicts() {
        ask("workload.open", spec("door"));

        fails(BusError.CONFLICT, "workload.open", spec("door"), "open already");
        fails(
                BusError.CONFLICT,
                "workload.close",
                new JsonObject().put("id", "door").put("ifRevision", 0),
                "(0)");
        ask("workload.close", new JsonObject().put("id", "door").put("ifRevision", 1));
    }

    @Test
    void refusesWhatDoesNotFitAndPublishesWhy() throws InterruptedException {
        ask("workload.open", spec("door"));

        fails(BusError.INFEASIBLE, "budget.set", new JsonObject().put("memoryBytes", 5), "memory: at least");

        JsonObject refusal = refused.take();
        assertThat(refusal.getString("error")).isEqualTo("INFEASIBLE");
        assertThat(refusal.getInteger("code")).isEqualTo(422);
        assertThat(refusal.getInteger("planRevision")).isEqualTo(1);
        assertThat(refusal.getJsonArray("shortfalls").getJsonObject(0).getString("what"))
                .isEqualTo("memory");
        assertThat(ask("budget.get", null).getJsonObject("budget").getLong("memoryBytes"))
                .isEqualTo(World.PLENTY.memory().count());
    }

    @Test
    void refusesNetworksThatWereNotProfiled() {
        world.store.forgetProfile(new ModelId("cam"));

        fails(BusError.UNPROFILED, "workload.open", spec("door"), "ashlar profile");
    }

    @Test
    void saysThatSomethingBroke() throws InterruptedException {
        world.engine.onOpen(digest -> {
            throw new FakeFailure("broken on purpose");
        });

        fails(BusError.FAILED, "workload.open", spec("door"), "broken on purpose");
        assertThat(refused.take().getInteger("code")).isEqualTo(500);
    }

    @Test
    void saysThatThePlannerRanOutOfTime() {
        world.levels.onPlan(request -> {
            throw new CoordinatorException(BusError.UNDECIDED, "No time.");
        });

        fails(BusError.UNDECIDED, "workload.open", spec("door"), "No time.");
    }

    @Test
    void saysThatItIsClosing() {
        Latch gate = new Latch();
        world.levels.onPlan(request -> gate.pass());
        CompletableFuture<Message<Object>> under = request("workload.open", spec("first"));
        gate.awaitSomeone();
        CompletableFuture<Message<Object>> waiting = request("workload.open", spec("second"));
        CompletableFuture<Void> closing =
                ashlar.closeAsync().toCompletionStage().toCompletableFuture();

        assertThat(failure(waiting).failureCode()).isEqualTo(BusError.NOT_READY.code());
        gate.open();
        assertThat(under.join()).isNotNull();
        closing.join();
        assertThat(failure(request("plan.get", null)).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
    }

    @Test
    void servesTheMostStreamsAndNoMore() {
        get(ashlar.setBudget(new ResourceBudget(Bytes.ofMebi(64), 4096)));
        List<Future<Change.Granted>> answers = new ArrayList<>();
        for (int i = 0; i < ControlEvent.MOST_STREAMS; i++) {
            answers.add(ashlar.ask(new ControlEvent.Open(World.spec("s" + i, "cam"), null)));
        }
        get(Future.all(answers));

        fails(BusError.TOO_LARGE, "workload.open", spec("more"), "one too many");
        assertThat(ask("workload.list", null).getJsonArray("streams")).hasSize(ControlEvent.MOST_STREAMS);
        assertThat(ask("plan.get", null).getJsonArray("streams")).hasSize(ControlEvent.MOST_STREAMS);
    }

    @Test
    void answersUnderAnotherPrefixToo() {
        World other = new World();
        Ashlar second = get(Ashlar.builder()
                .catalogs(other.store)
                .profiles(other.store)
                .engine(other.engine)
                .planner(other.levels)
                .device(FakeNets.DEVICE)
                .budget(World.PLENTY.withCpuCores(1))
                .vertx(watched.vertx())
                .addressPrefix("site-2.")
                .open());
        JsonObject reply = (JsonObject) watched.vertx()
                .eventBus()
                .request("site-2.budget.get", null)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .body();
        second.close();
        other.close();

        assertThat(reply.getJsonObject("budget").getDouble("cpuCores")).isEqualTo(1);
    }

    private static JsonObject spec(String id) {
        return new JsonObject()
                .put("id", id)
                .put("model", "cam")
                .put("periodMs", 100)
                .put("deadlineMs", 50);
    }

    /** A command that is granted; both it and its reply must be what their schemas say. */
    private JsonObject ask(String name, @Nullable JsonObject body) {
        if (body != null) {
            assertThat(SCHEMAS.violations(name + ".request", body)).isEmpty();
        }
        JsonObject reply = (JsonObject) request(name, body).join().body();
        assertThat(SCHEMAS.violations(name + ".reply", reply)).isEmpty();
        return reply;
    }

    private CompletableFuture<Message<Object>> request(String name, @Nullable Object body) {
        return watched.vertx()
                .eventBus()
                .request("ashlar." + name, body)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private void fails(BusError error, String name, @Nullable Object body, String words) {
        ReplyException failure = failure(request(name, body));

        assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        assertThat(failure.getMessage()).startsWith(error.name() + ": ").contains(words);
        assertThat(failure.failureCode()).isEqualTo(error.code());
    }

    private static ReplyException failure(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            return (ReplyException) Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("The command was granted.");
    }
}
