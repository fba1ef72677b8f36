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
     * way. A frame under way is slowed down by what runs beside it, by less than a fifth of the time it has company
     * (docs/decisions/0041, ServingCosts); half of its slack must bear that. What takes one worker needs one that is free.
     */
    private static final int SLOWED_BY = 5;

    private final FrameClock clock;
    private final Supplier<Collection<StreamLane>> lanes;
    private final IntSupplier workers;

    /** @param workers how many frames are computed at the same time */
    IdleTime(FrameClock clock, Supplier<Collection<StreamLane>> lanes, IntSupplier workers) {
        this.clock = clock;
        this.lanes = lanes;
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
        for (StreamLane lane : lanes.get()) {
            Long slack = slacks.get(lane.id());
            if (slack == null) {
                continue;
            }
            if (lane.isBusy()) {
                if (nanos / SLOWED_BY > slack / 2) {
                    return false;
                }
                busy++;
            } else if (lane.nextFrameNanos() < end) {
                coming++;
                tight |= nanos > slack / 2;
            }
        }
        return (tight ? busy + coming : busy) < workers.getAsInt();
    }
}
