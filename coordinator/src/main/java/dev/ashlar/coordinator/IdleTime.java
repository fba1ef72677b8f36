/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.StreamId;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Says when a worker may do something for a while that no frame waits for.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 */
final class IdleTime {
    /*
     * A frame that comes in while a step is done, and finds no other worker free, waits for as long as the step takes, at
     * most. Streams whose slack is twice that can bear it whenever they come (PieceSizes gives half of the slack to the
     * pieces of other streams, for the same reason). If the next frame of another stream is expected before the step has
     * ended, there must be a worker for it, for every other frame that is expected until then, and for all that are under
     * way. So there must while any frame is under way: one that is more urgent would take its worker, and could again
     * during the next step, so that no bound on one step would bound what it waits. A frame under way is slowed down by
     * what runs beside it, by less than a fifth of the time it has company (docs/decisions/0041, ServingCosts); half of
     * its slack must bear that.
     */
    private static final int SLOWED_BY = 5;

    private final FrameClock clock;
    private final Supplier<? extends Collection<? extends Sender>> senders;
    private final IntSupplier workers;

    /** A stream whose frames need workers. Safe for use by many threads. */
    interface Sender {

        StreamId id();

        /** Whether a frame is under way or waits. */
        boolean isBusy();

        /** When its next frame is to be expected at the earliest, on the scale of {@link FrameClock}. */
        long nextFrameNanos();
    }

    /** @param workers how many frames are computed at the same time */
    IdleTime(FrameClock clock, Supplier<? extends Collection<? extends Sender>> senders, IntSupplier workers) {
        this.clock = clock;
        this.senders = senders;
        this.workers = workers;
    }

    /**
     * Whether something that takes so long costs no frame its deadline if it begins now.
     *
     * @param slacks of the streams that are served
     */
    boolean isEnoughFor(long nanos, Map<StreamId, Long> slacks) {
        long end = clock.now() + nanos;
        int busy = 0;
        int coming = 0;
        boolean tight = false;
        for (Sender sender : senders.get()) {
            Long slack = slacks.get(sender.id());
            if (slack == null) {
                continue;
            }
            if (sender.isBusy()) {
                if (nanos / SLOWED_BY > slack / 2) {
                    return false;
                }
                busy++;
            } else if (sender.nextFrameNanos() < end) {
                coming++;
                tight |= nanos > slack / 2;
            }
        }
        boolean anyoneWaits = tight || busy > 0;
        return !anyoneWaits || busy + coming < workers.getAsInt();
    }
}
