/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A planner on a thread of its own, which warms it up at once and takes one problem after the other.
 *
 * <p><b>Threading</b>: safe for use by many threads; nothing waits.
 *
 * <p><b>Failure</b>: a malformed problem fails its stage; a failure of the solver does not, see {@link CpSatPlanner}.
 */
public final class PlannerThread implements AutoCloseable {
    private final ExecutorService thread;
    private final CompletableFuture<CpSatPlanner> planner;

    private PlannerThread(Path nativesFolder) {
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "ashlar-planner");
            made.setDaemon(true);
            return made;
        });
        planner = CompletableFuture.supplyAsync(() -> CpSatPlanner.open(nativesFolder), thread);
    }

    /**
     * Starts the thread and warms the planner up on it.
     *
     * @param nativesFolder see {@link CpSatPlanner#open}
     */
    public static PlannerThread start(Path nativesFolder) {
        return new PlannerThread(nativesFolder);
    }

    /** The answer to a problem, once those before are answered; completed on the planner's thread. */
    public CompletionStage<PlanOutcome> plan(PlanRequest request) {
        return planner.thenApplyAsync(made -> made.plan(request), thread).minimalCompletionStage();
    }

    /** Has the problem under way answered with the best plan so far. */
    public void cancel() {
        if (planner.isDone() && !planner.isCompletedExceptionally()) {
            planner.join().cancel();
        }
    }

    /** Takes no more problems; those that were taken are answered. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
