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
     * A frame that comes in while a step is done waits for a worker as long as the step takes, at most, and may be slowed
     * down by it. Streams whose slack is twice that can bear it whenever they come (PieceSizes gives half of the slack to
     * the pieces of other streams, for the same reason). The others must be at rest, and their next frame must not be
     * expected before the step has ended. One worker at most is taken, and only if no frame would have it.
     */
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
        for (StreamLane lane : lanes.get()) {
            Long slack = slacks.get(lane.id());
            if (slack == null) {
                continue;
            }
            boolean underWay = lane.isBusy();
            boolean bears = nanos <= slack / 2;
            if (!bears && (underWay || lane.nextFrameNanos() < end)) {
                return false;
            }
            busy += underWay ? 1 : 0;
        }
        return busy < workers.getAsInt();
    }
}
