/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.samples;

import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Steers an Ashlar from elsewhere in the same application: opens a stream and changes the budget with messages on the
 * event bus. {@code docs/event-bus.md} is the reference of addresses, fields and failure codes.
 */
public final class SteerOverTheBus {
    private final Vertx vertx;
    private final Consumer<String> out;

    private SteerOverTheBus(Vertx vertx, Consumer<String> out) {
        this.vertx = vertx;
        this.out = out;
    }

    /**
     * Prints the plans that are adopted and the commands that are refused.
     *
     * @param args the folder of the store, the network's name in it
     */
    public static void main(String[] args) {
        run(Path.of(args[0]), args[1], System.out::println);
    }

    static void run(Path folder, String network, Consumer<String> out) {
        FileStore store = FileStore.open(folder);
        Vertx vertx = Vertx.vertx();
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder());
                Ashlar ashlar = Ashlar.builder()
                        .catalogs(store)
                        .profiles(store)
                        .engine(engine)
                        .planner(() -> CpSatPlanner.open(store.cacheFolder().resolve("natives")))
                        .device(DeviceProbe.current())
                        .budget(new ResourceBudget(Bytes.parse("512MiB"), 2))
                        .vertx(vertx)
                        .open()
                        .await()) {
            new SteerOverTheBus(vertx, out).steer(network);
            out.accept("plan " + ashlar.plan().revision() + " is in force");
        } finally {
            vertx.close().await();
        }
    }

    /** What a service does that knows Vert.x and the addresses, and nothing else of Ashlar. */
    private void steer(String network) {
        vertx.eventBus().<JsonObject>consumer("ashlar.plan.adopted", news -> report(news.body()));
        ask(
                "workload.open",
                new JsonObject()
                        .put("id", "door-cam")
                        .put("model", network)
                        .put("periodMs", 100)
                        .put("deadlineMs", 80));
        long used = ask("plan.get", new JsonObject()).getJsonObject("used").getLong("memoryBytes");
        ask("budget.set", new JsonObject().put("memoryBytes", used - 1));
        ask("budget.set", new JsonObject().put("memoryBytes", 1));
    }

    private void report(JsonObject plan) {
        for (Object stream : plan.getJsonArray("streams")) {
            out.accept("plan " + plan.getLong("planRevision") + ": " + ((JsonObject) stream).getJsonArray("choices"));
        }
    }

    /** Sends a command and waits; a refusal is reported and changes nothing. */
    private JsonObject ask(String command, JsonObject body) {
        Future<JsonObject> reply =
                vertx.eventBus().<JsonObject>request("ashlar." + command, body).map(message -> message.body());
        return reply.recover(cause -> {
                    int code = cause instanceof ReplyException refusal ? refusal.failureCode() : -1;
                    out.accept(command + " was refused with " + code);
                    return Future.succeededFuture(new JsonObject());
                })
                .await();
    }
}
