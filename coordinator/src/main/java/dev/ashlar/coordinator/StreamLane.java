/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the frames of one open stream pass through: gate, scheduler, plan, network, and back to the caller.
 *
 * <p><b>Threading</b>: safe for use by many threads; {@link #submit} never waits.
 */
final class StreamLane implements IdleTime.Sender {
    /*
     * A frame ends in three steps, in this order: it is counted, its future is completed, its turn is released. So
     * whoever has seen an outcome sees it counted, and results leave in the order in which frames began. Futures are
     * completed under no lock. With an executor for callbacks the second step is queued there, in order, and the third
     * does not wait for it.
     */
    private final PlanSwitch plans;
    private final FrameScheduler scheduler;
    private final FrameClock clock;
    private final LinkCheck check;
    private final Alerts alerts;
    private final @Nullable Executor callbacks;
    private final FrameEnd.Counter counter = new Counter();
    private final FrameGate<FrameJob> gate = new FrameGate<>();
    private final InputScratch scratch = new InputScratch();
    private final TensorPool outputs = new TensorPool();
    private final LatencyMeter latency = new LatencyMeter();
    private final Pace pace = new Pace();
    private final Rhythm rhythm = new Rhythm();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile StreamSpec spec;

    /** @param callbacks where futures are completed; null for the thread on which a frame ends */
    StreamLane(
            StreamSpec spec,
            PlanSwitch plans,
            FrameScheduler scheduler,
            FrameClock clock,
            LinkCheck check,
            Alerts alerts,
            @Nullable Executor callbacks) {
        this.spec = spec;
        this.plans = plans;
        this.scheduler = scheduler;
        this.clock = clock;
        this.check = check;
        this.alerts = alerts;
        this.callbacks = callbacks == null ? null : new InOrder(callbacks);
    }

    @Override
    public StreamId id() {
        return spec.id();
    }

    StreamSpec spec() {
        return spec;
    }

    /** Sets what frames from now on are asked. */
    void setSpec(StreamSpec other) {
        spec = other;
    }

    CompletionStage<FrameOutcome> submit(Frame frame) {
        FrameJob job = new FrameJob(this, clock, frame, spec, scheduler.nextSequence());
        rhythm.arrived(clock.now(), spec.period());
        if (!plans.serves(id())) {
            deliver(job, FrameEnd.dropped(gate.refuse(DropReason.PAUSED)));
            return job.outcome().minimalCompletionStage();
        }
        Duration period = plans.plan().periods().get(id());
        if (period != null && !pace.admits(clock.now(), period, spec.period())) {
            deliver(job, FrameEnd.dropped(gate.refuse(DropReason.SURPLUS)));
            return job.outcome().minimalCompletionStage();
        }
        FrameGate.Offer<FrameJob> offer = gate.offer(job);
        if (!offer.accepted()) {
            deliver(job, FrameEnd.dropped(DropReason.CLOSED));
        } else if (offer.next()) {
            scheduler.submit(job);
        }
        FrameJob superseded = offer.superseded();
        if (superseded != null) {
            scheduler.withdraw(superseded);
            deliver(superseded, FrameEnd.dropped(DropReason.SUPERSEDED));
        }
        return job.outcome().minimalCompletionStage();
    }

    /** Gives a frame its turn; false if it has ended while it waited. */
    boolean begin(FrameJob job) {
        return gate.begin(job);
    }

    /** Leads a frame into the network that the plan in force gives this stream; null if there is none. */
    @Nullable
    FramePass enter(Frame frame) {
        ActivePlan plan = plans.acquire();
        boolean entered = false;
        try {
            StreamSpec now = spec;
            LoadedNetwork network = plan.network(now.id());
            // A stream may have been closed and opened again with another network, and this lane be about to close.
            if (network == null || !asksFor(now, network.catalog().model())) {
                return null;
            }
            Tensor input = scratch.prepare(frame, network.catalog());
            check.see(plan, network, input);
            FramePass pass = FramePass.begin(plan, network, input, outputs);
            entered = true;
            return pass;
        } finally {
            if (!entered) {
                plan.release();
            }
        }
    }

    private static boolean asksFor(StreamSpec spec, ModelId model) {
        return model.equals(spec.model()) || spec.alternatives().contains(model);
    }

    /** Ends the frame whose turn it is. */
    void end(FrameJob job, FrameEnd end) {
        end.countBy(counter);
        deliver(job, end);
        FrameJob next = gate.release();
        if (next != null) {
            scheduler.submit(next);
        }
        noticeOver();
    }

    /** Takes no more frames and drops the one that waits. */
    void close() {
        FrameJob last = gate.close();
        if (last != null) {
            scheduler.withdraw(last);
            deliver(last, FrameEnd.dropped(DropReason.CLOSED));
        }
        noticeOver();
    }

    /** Takes no more frames; those that were accepted go on. */
    void seal() {
        gate.seal();
        noticeOver();
    }

    @Override
    public boolean isBusy() {
        return gate.isBusy();
    }

    /** See {@link Rhythm}. */
    @Override
    public long nextFrameNanos() {
        return rhythm.next(clock.now(), spec.period());
    }

    boolean isClosed() {
        return gate.isClosed();
    }

    /** Completes when the lane is closed or sealed and its last frame has ended. */
    CompletableFuture<Void> over() {
        return over;
    }

    StreamStats stats() {
        return new StreamStats(id(), gate.counts(), latency.summary());
    }

    private void deliver(FrameJob job, FrameEnd end) {
        if (callbacks == null) {
            end.complete(job.outcome());
        } else {
            callbacks.execute(() -> end.complete(job.outcome()));
        }
    }

    private void noticeOver() {
        if (gate.isOver()) {
            over.complete(null);
        }
    }

    /** Counts the frame whose turn it is. */
    private final class Counter implements FrameEnd.Counter {
        private boolean failing;

        @Override
        public void served(FrameOutcome.FrameResult result) {
            gate.served(result.inDeadline());
            latency.record(result.totalNanos());
            failing = false;
        }

        @Override
        public void dropped(DropReason reason) {
            gate.dropped(reason);
        }

        @Override
        public void failed(Throwable cause) {
            gate.failed();
            if (!failing) {
                failing = true;
                alerts.raise(
                        AlertCode.FRAMES_FAIL,
                        id().value(),
                        "A frame of stream %s failed: %s Others are served as before."
                                .formatted(id(), CoordinatorException.words(cause)));
            }
        }
    }
}
