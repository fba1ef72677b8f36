/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.StreamSpec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An accepted frame on its way to its outcome, under the demands of its stream as they were when it came.
 *
 * <p><b>Threading</b>: {@link #step} is called by one worker at a time and handed over under the scheduler's lock.
 */
final class FrameJob implements Work {
    private final StreamLane lane;
    private final FrameClock clock;
    private final Frame frame;
    private final StreamSpec spec;
    private final long captured;
    private final long due;
    private final long sequence;
    private final CompletableFuture<FrameOutcome> outcome = new CompletableFuture<>();
    private @Nullable FramePass pass;
    private int place = NOWHERE;
    private long begun;
    private long computeNanos;

    FrameJob(StreamLane lane, FrameClock clock, Frame frame, StreamSpec spec, long sequence) {
        this.lane = lane;
        this.clock = clock;
        this.frame = frame;
        this.spec = spec;
        this.captured = clock.at(frame.captureNanos());
        this.due = FrameClock.after(captured, spec.deadline());
        this.sequence = sequence;
    }

    @Override
    public int priority() {
        return spec.priority();
    }

    @Override
    public long dueNanos() {
        return due;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void setPlace(int at) {
        place = at;
    }

    CompletableFuture<FrameOutcome> outcome() {
        return outcome;
    }

    @Override
    public boolean step() {
        if (pass == null && !lane.begin(this)) {
            return false;
        }
        FrameEnd end;
        try {
            end = advance();
        } catch (Throwable t) {
            end = fail(t);
        }
        if (end == null) {
            return true;
        }
        lane.end(this, end);
        return false;
    }

    /** The next segment, with what goes before the first one; how the frame ended, or null if it goes on. */
    private @Nullable FrameEnd advance() {
        long from = clock.now();
        FramePass current = pass;
        if (spec.lateFrames() == LateFramePolicy.DROP && from > due) {
            // Also in the middle: what is left of it is time for frames that can still be in time.
            if (current != null) {
                current.close();
            }
            return FrameEnd.dropped(DropReason.EXPIRED);
        }
        if (current == null) {
            begun = from;
            current = lane.enter(frame);
            if (current == null) {
                return FrameEnd.dropped(DropReason.PAUSED);
            }
            pass = current;
        }
        boolean more = current.advance();
        long now = clock.now();
        computeNanos += now - from;
        return more ? null : serve(current, now);
    }

    private FrameEnd serve(FramePass current, long now) {
        FrameOutcome.FrameResult result = new FrameOutcome.FrameResult(
                current.outputs(),
                current.revision(),
                current.chain(),
                begun - captured,
                computeNanos,
                now - captured,
                now <= due);
        current.close();
        return FrameEnd.served(result);
    }

    private FrameEnd fail(Throwable cause) {
        FramePass current = pass;
        if (current != null) {
            try {
                current.close();
            } catch (Throwable t) {
                if (t != cause) {
                    cause.addSuppressed(t);
                }
            }
        }
        return FrameEnd.failed(cause);
    }
}
