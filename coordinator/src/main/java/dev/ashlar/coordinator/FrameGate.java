/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way in for one stream's frames: one frame is under way, one waits, and the newest wins the place to wait. Counts
 * how every frame ends (I7).
 *
 * <p>A frame passes in this order: {@link #offer}, {@link #begin} when its turn comes, exactly one of {@link #served},
 * {@link #dropped} and {@link #failed}, and {@link #release} when the next one may begin. Frames that {@link #offer} or
 * {@link #close} answers with have ended there and are counted already.
 *
 * <p><b>Threading</b>: safe for use by many threads; nothing waits and nothing is called back.
 *
 * @param <F> what stands for a frame; compared by identity
 */
final class FrameGate<F> {
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private @Nullable F running;
    private @Nullable F waiting;
    private boolean counted;
    private boolean closed;
    private long offered;
    private long inDeadline;
    private long late;
    private long failed;

    /**
     * What became of an offered frame.
     *
     * @param accepted whether it waits now; if not, the gate is closed and the frame dropped
     * @param next whether nothing is under way, so that its turn may come at once
     * @param superseded the frame that it took the place of and that is dropped, or null
     */
    record Offer<F>(boolean accepted, boolean next, @Nullable F superseded) {}

    // Made once, so that a frame costs none.
    private final Offer<F> refused = new Offer<>(false, false, null);
    private final Offer<F> mayBegin = new Offer<>(true, true, null);
    private final Offer<F> waits = new Offer<>(true, false, null);

    /** Lets a frame in, in the place of the one that waits. */
    synchronized Offer<F> offer(F frame) {
        offered++;
        if (closed) {
            count(DropReason.CLOSED);
            return refused;
        }
        F superseded = waiting;
        if (superseded != null) {
            count(DropReason.SUPERSEDED);
        }
        waiting = frame;
        boolean next = running == null;
        if (superseded != null) {
            return new Offer<>(true, next, superseded);
        }
        return next ? mayBegin : waits;
    }

    /**
     * Turns a frame away at the door.
     *
     * @param reason why, unless the gate is closed
     * @return why
     */
    synchronized DropReason refuse(DropReason reason) {
        offered++;
        DropReason real = closed ? DropReason.CLOSED : reason;
        count(real);
        return real;
    }

    /** Gives the waiting frame its turn; false if {@code frame} no longer waits, which means that it has ended. */
    synchronized boolean begin(F frame) {
        if (waiting != frame || running != null) {
            return false;
        }
        waiting = null;
        running = frame;
        counted = false;
        return true;
    }

    /** Counts the frame under way as served. */
    synchronized void served(boolean inTime) {
        endOnce();
        if (inTime) {
            inDeadline++;
        } else {
            late++;
        }
    }

    /** Counts the frame under way as dropped. */
    synchronized void dropped(DropReason reason) {
        endOnce();
        count(reason);
    }

    /** Counts the frame under way as failed. */
    synchronized void failed() {
        endOnce();
        failed++;
    }

    /** Ends the turn of the frame under way, once it is counted; answers with the frame whose turn may come, or null. */
    synchronized @Nullable F release() {
        if (running == null || !counted) {
            throw new IllegalStateException("Only a frame that has begun and ended can be released.");
        }
        running = null;
        return waiting;
    }

    /** Lets no frame in any more; those that are in go on. */
    synchronized void seal() {
        closed = true;
    }

    /** Lets no frame in any more and drops the one that waits; answers with it, or null. */
    synchronized @Nullable F close() {
        closed = true;
        F last = waiting;
        waiting = null;
        if (last != null) {
            count(DropReason.CLOSED);
        }
        return last;
    }

    /** Whether no frame is in and none can come. */
    synchronized boolean isOver() {
        return closed && running == null && waiting == null;
    }

    /** Whether a frame is under way or waits. */
    synchronized boolean isBusy() {
        return running != null || waiting != null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized FrameCounts counts() {
        long pending = (waiting == null ? 0L : 1L) + (running == null || counted ? 0L : 1L);
        return new FrameCounts(offered, inDeadline, late, dropped, failed, pending);
    }

    private void count(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }

    private void endOnce() {
        if (running == null || counted) {
            throw new IllegalStateException("A frame must end exactly once (I7).");
        }
        counted = true;
    }
}
