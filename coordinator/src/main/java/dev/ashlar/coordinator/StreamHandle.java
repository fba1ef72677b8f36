/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;

/**
 * An open stream: where frames go in and outcomes come out.
 *
 * <p><b>Threading</b>: safe for use by many threads; nothing here waits.
 *
 * <p><b>Failure</b>: nothing here throws for what happens at run time; a refusal is a failed future with a
 * {@link CoordinatorException}.
 */
public final class StreamHandle {
    private final Ashlar ashlar;
    private final StreamLane lane;

    StreamHandle(Ashlar ashlar, StreamLane lane) {
        this.ashlar = ashlar;
        this.lane = lane;
    }

    public StreamId id() {
        return lane.id();
    }

    /** What the stream asks for now. */
    public StreamSpec spec() {
        return lane.spec();
    }

    /**
     * Offers a frame. One frame of a stream is computed at a time and one waits; a newer one takes the place of the one
     * that waits, which is dropped as superseded. The stage ends exactly once (I7): with a result, a named drop, or
     * exceptionally with a {@link java.util.concurrent.CompletionException} whose cause is what the frame's run threw.
     * Results come in the order of submission.
     *
     * <p>A result that is {@linkplain FrameOutcome.FrameResult#close closed} lends its buffers to later frames.
     *
     * <p>Whatever depends on the stage runs on the worker that computed the frame and keeps it from other frames for as
     * long as it takes, unless {@link AshlarBuilder#callbacks an executor} is given for it. For a frame that is dropped
     * it runs on the thread that made it so: the one that submitted a newer frame, or the solver thread that closed the
     * stream.
     *
     * @param frame its buffer must not change until the stage has ended
     */
    public CompletionStage<FrameOutcome> submit(Frame frame) {
        return lane.submit(frame);
    }

    /**
     * Asks for something else. The future succeeds with the plan in force for it, or fails with the reason, and then the
     * stream goes on as before.
     *
     * @param spec of the same name
     */
    public Future<AdoptedPlan> update(StreamSpec spec) {
        if (lane.isClosed()) {
            return Future.failedFuture(new CoordinatorException(
                    BusError.UNKNOWN, "The stream %s was closed. Maybe open it again.".formatted(id())));
        }
        return ashlar.ask(new ControlEvent.Update(id(), before -> spec, null)).map(Change.Granted::plan);
    }

    /**
     * Closes the stream: a frame that waits is dropped, the one under way ends as always, later ones are dropped. The
     * future succeeds when the last one has ended; closing again does nothing.
     */
    public Future<Void> close() {
        if (lane.isClosed()) {
            return ashlar.future(lane.over());
        }
        return ashlar.closeStream(id(), null).mapEmpty();
    }

    /** What the stream has got so far; also after it was closed. */
    public StreamStats stats() {
        return lane.stats();
    }
}
