/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.StreamSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event-bus face of an {@link Ashlar}: commands in, replies out. Plans and timings cross the bus, frames and tensors
 * never do (I5). {@code docs/event-bus.md} is the reference of its addresses.
 *
 * <p><b>Threading</b>: handlers run on an event loop and never wait (I6).
 *
 * <p><b>Failure</b>: whatever goes wrong in a handler is answered with the code of a {@link BusError}.
 */
final class CoordinatorVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorVerticle.class);
    private static final int LONGEST_MESSAGE = 4000;
    private static final long STATS_MILLIS = 1000;

    private final Ashlar ashlar;
    private final String prefix;

    CoordinatorVerticle(Ashlar ashlar, String prefix) {
        this.ashlar = ashlar;
        this.prefix = prefix;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(
                STATS_MILLIS, timer -> vertx.eventBus().publish(prefix + "stats", BusReplies.stats(ashlar.stats())));
        return Future.all(List.of(
                serve("workload.open", this::open),
                serve("workload.update", this::update),
                serve("workload.close", this::close),
                serve("workload.list", query(() -> BusReplies.workload(ashlar.situation(), ashlar.stats()))),
                serve("budget.set", this::setBudget),
                serve("budget.get", query(() -> BusReplies.budget(ashlar.situation()))),
                serve("plan.get", query(() -> BusReplies.plan(ashlar.plan()))),
                serve("plan.explain", this::explain),
                serve("plan.whatif", this::whatIf),
                serve("stats.get", query(() -> BusReplies.stats(ashlar.stats())))));
    }

    private Future<JsonObject> open(@Nullable Object body) {
        return ashlar.ask(BusCommands.open(body)).map(CoordinatorVerticle::reply);
    }

    private Future<JsonObject> update(@Nullable Object body) {
        return ashlar.ask(BusCommands.update(body)).map(CoordinatorVerticle::reply);
    }

    private Future<JsonObject> close(@Nullable Object body) {
        ControlEvent.Close close = BusCommands.close(body);
        return ashlar.closeStream(close.id(), close.ifRevision()).map(BusReplies::granted);
    }

    private Future<JsonObject> setBudget(@Nullable Object body) {
        return ashlar.ask(BusCommands.setBudget(body))
                .map(granted ->
                        BusReplies.granted(granted.plan(), granted.plan().budget()));
    }

    private Future<JsonObject> explain(@Nullable Object body) {
        BusCommands.query(body);
        return ashlar.future(ashlar.coordinator().why()).map(AdviceReplies::explanation);
    }

    private Future<JsonObject> whatIf(@Nullable Object body) {
        return ashlar.future(ashlar.coordinator().suppose(BusCommands.whatIf(body)))
                .map(AdviceReplies::whatIf);
    }

    private static Function<@Nullable Object, Future<JsonObject>> query(Supplier<JsonObject> answer) {
        return body -> {
            BusCommands.query(body);
            return Future.succeededFuture(answer.get());
        };
    }

    /** Tells of the stream as it is in the plan; it may have been closed again in the same one. */
    private static JsonObject reply(Change.Granted granted) {
        StreamLane lane = granted.lane();
        StreamSpec spec = lane == null ? null : granted.plan().workload().find(lane.id());
        return spec == null ? BusReplies.granted(granted.plan()) : BusReplies.granted(granted.plan(), spec);
    }

    private Future<Void> serve(String name, Function<@Nullable Object, Future<JsonObject>> handler) {
        MessageConsumer<Object> consumer =
                vertx.eventBus().consumer(prefix + name, message -> answer(message, handler));
        return consumer.completion();
    }

    /** A consumer that throws leaves its caller to a timeout, so nothing is let through. */
    private static void answer(Message<Object> message, Function<@Nullable Object, Future<JsonObject>> handler) {
        Future<JsonObject> reply;
        try {
            reply = handler.apply(message.body());
        } catch (Throwable t) {
            reply = Future.failedFuture(t);
        }
        reply.onComplete(message::reply, cause -> fail(message, cause));
    }

    private static void fail(Message<Object> message, Throwable cause) {
        BusError error = BusError.of(cause);
        if (!(cause instanceof CoordinatorException) && error == BusError.FAILED) {
            LOG.error("The command on {} failed.", message.address(), cause);
        }
        String text = error.name() + ": " + CoordinatorException.words(cause);
        message.fail(
                error.code(), text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...");
    }
}
