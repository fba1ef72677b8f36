/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.WhatIf;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several networks served at once within one budget, each as large as it can be at the moment.
 *
 * <p><b>Threading</b>: safe for use by many threads; only {@link #close} waits. A future that is asked for on a Vert.x
 * context completes there; any other completes on a thread of the Ashlar, which must not be kept waiting.
 *
 * <p><b>Failure</b>: a refusal is a failed future with a {@link CoordinatorException}; whatever was in force stays.
 */
public final class Ashlar implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ashlar.class);
    private static final long BUS_SECONDS = 10;

    private final OwnedVertx room;
    private final Coordinator coordinator;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable String deployment;

    private Ashlar(Settings settings, OwnedVertx room, String prefix) {
        this.room = room;
        BusPublisher publisher = new BusPublisher(room.vertx().eventBus(), prefix);
        this.coordinator = new Coordinator(settings.withAlertListener(publisher), publisher);
    }

    /** Begins an Ashlar: {@code Ashlar.builder()....open()}. */
    public static AshlarBuilder builder() {
        return new AshlarBuilder();
    }

    static Future<Ashlar> open(Settings settings, @Nullable Vertx existing, String prefix) {
        OwnedVertx room = OwnedVertx.of(existing);
        Ashlar ashlar;
        try {
            ashlar = new Ashlar(settings, room, prefix);
        } catch (RuntimeException e) {
            return room.close().transform(ended -> Future.failedFuture(e));
        }
        return room.vertx()
                .deployVerticle(new CoordinatorVerticle(ashlar, prefix))
                .map(id -> {
                    ashlar.deployment = id;
                    return ashlar;
                })
                .recover(cause -> ashlar.closeAsync().transform(ended -> Future.failedFuture(cause)));
    }

    /**
     * Opens a stream. The future succeeds when a plan is in force that serves the stream, or pauses it because the
     * planner chose so; it fails with the reason when no plan can be made with it, or when its network is unknown or was
     * not profiled on this machine.
     */
    public Future<StreamHandle> openStream(StreamSpec spec) {
        return ask(new ControlEvent.Open(spec, null)).map(this::handle);
    }

    /** An open stream, also one that was opened over the event bus; null if there is none of this name. */
    public @Nullable StreamHandle stream(StreamId id) {
        StreamLane lane = coordinator.lane(id);
        return lane == null ? null : new StreamHandle(this, lane);
    }

    /**
     * Sets what all streams together may use. The future succeeds with the plan in force for it. A budget that is too
     * small for every plan is refused as infeasible with what it lacks, and the last budget and its plan stay.
     */
    public Future<AdoptedPlan> setBudget(ResourceBudget budget) {
        return ask(new ControlEvent.SetBudget(before -> budget, null)).map(Change.Granted::plan);
    }

    /** What all streams together may use now. */
    public ResourceBudget budget() {
        return coordinator.situation().state().budget();
    }

    /** The open streams; the revision rises with every change of the streams or the budget. */
    public Workload workload() {
        return coordinator.situation().state().workload();
    }

    /** The plan in force. */
    public AdoptedPlan plan() {
        return coordinator.situation().plan();
    }

    /**
     * Why the plan in force is as it is: what binds, what a little more of each budget would bring, what changed against
     * the plan before, and the best choice that does not fit. Asks the planner while no change waits for it.
     */
    public Future<Explanation> explain() {
        return future(coordinator.why().thenApply(Advice.Why::explanation));
    }

    /**
     * What would be planned if other things were asked, beside the plan in force, which stays. Asks the planner while no
     * change waits for it.
     *
     * @param workload the streams then, such as {@code ashlar.workload().with(...)}
     * @param budget what they may use then
     */
    public Future<WhatIf> whatIf(Workload workload, ResourceBudget budget) {
        return future(coordinator
                .suppose(before -> new ControlState(workload, budget))
                .thenApply(Advice.Supposed::whatIf));
    }

    /** Everything that is counted, now. */
    public AshlarStats stats() {
        return coordinator.stats();
    }

    /**
     * Ends it in order: no more commands and frames, the frames that were accepted end, blocks are closed, and Vert.x if
     * it is an own one. Frames that come later are dropped as closed. Closing again does nothing.
     */
    public Future<Void> closeAsync() {
        if (closing.compareAndSet(false, true)) {
            new Thread(this::shutDown, "ashlar-close").start();
        }
        return future(closed);
    }

    /**
     * {@link #closeAsync}, and waits for it.
     *
     * @throws IllegalStateException on an event loop or where outcomes are delivered by a worker, which cannot wait
     */
    @Override
    public void close() {
        if (Context.isOnEventLoopThread() || coordinator.isOwnThread()) {
            throw new IllegalStateException(
                    "The thread (%s) cannot wait until an Ashlar is closed. Maybe call closeAsync()."
                            .formatted(Thread.currentThread().getName()));
        }
        closeAsync().toCompletionStage().toCompletableFuture().join();
    }

    private void shutDown() {
        try {
            String id = deployment;
            if (id != null) {
                await("Leaving the event bus", () -> room.vertx().undeploy(id));
            }
            coordinator.shutDown();
            await("Closing Vert.x", room::close);
            closed.complete(null);
        } catch (Throwable t) {
            LOG.error("The Ashlar did not close as it should.", t);
            closed.completeExceptionally(t);
        }
    }

    /** The caller's Vert.x may be closed before this; what is left to do there is then not worth more than a warning. */
    private static void await(String what, Supplier<Future<Void>> step) {
        try {
            step.get()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(BUS_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (RuntimeException e) {
            LOG.warn("{} failed; closing goes on.", what, e);
        }
    }

    /** The coordinator within, for its face on the event bus. */
    Coordinator coordinator() {
        return coordinator;
    }

    Situation situation() {
        return coordinator.situation();
    }

    Future<Change.Granted> ask(ControlEvent event) {
        return future(coordinator.ask(event));
    }

    /** Closes a stream; the future succeeds when its last frame has ended. */
    Future<AdoptedPlan> closeStream(StreamId id, @Nullable Long ifRevision) {
        return ask(new ControlEvent.Close(id, ifRevision)).compose(granted -> {
            StreamLane lane = granted.lane();
            return lane == null
                    ? Future.succeededFuture(granted.plan())
                    : future(lane.over()).map(granted.plan());
        });
    }

    private StreamHandle handle(Change.Granted granted) {
        StreamLane lane = granted.lane();
        if (lane == null) {
            throw new IllegalStateException("An opened stream must have a lane.");
        }
        return new StreamHandle(this, lane);
    }

    /** A Vert.x future that completes on the caller's context, if it has one. */
    <T> Future<T> future(CompletionStage<T> stage) {
        Context context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(stage) : Future.fromCompletionStage(stage, context);
    }
}
