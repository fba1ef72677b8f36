/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A Vert.x whose event loops must not be kept longer than 100 ms by the coordinator (I6). */
final class WatchedVertx implements AutoCloseable {
    private static final long AT_WORK_NANOS = 1_000_000_000;

    private final Vertx vertx;
    private final Queue<String> blocked = new ConcurrentLinkedQueue<>();

    WatchedVertx() {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckInterval(50)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(100)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
        // On a busy machine an event loop may be kept from running anywhere; only where it stands in our code it
        // counts.
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(event -> {
            StackTraceElement[] trace = event.thread().getStackTrace();
            boolean ours =
                    Arrays.stream(trace).anyMatch(frame -> frame.getClassName().startsWith("dev.ashlar."));
            boolean waits = event.thread().getState() != Thread.State.RUNNABLE;
            if (ours && (waits || event.duration() > AT_WORK_NANOS)) {
                blocked.add(event + " " + Arrays.toString(trace));
            }
        });
    }

    Vertx vertx() {
        return vertx;
    }

    /** Waits for a future, on a thread that may. */
    static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        get(vertx.close());
        assertThat(blocked).as("I6").isEmpty();
    }
}
