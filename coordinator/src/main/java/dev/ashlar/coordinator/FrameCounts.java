/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the frames of a stream have ended (I7: the counts add up).
 *
 * @param offered frames that were submitted
 * @param inDeadline frames served in time
 * @param late frames served after their deadline
 * @param dropped frames that were not served, for every reason
 * @param failed frames whose future failed
 * @param pending frames that have not ended yet
 */
public record FrameCounts(
        long offered, long inDeadline, long late, Map<DropReason, Long> dropped, long failed, long pending) {
    /** No frames. */
    public static final FrameCounts NONE = new FrameCounts(0, 0, 0, Map.of(), 0, 0);

    public FrameCounts {
        Map<DropReason, Long> every = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            every.put(reason, dropped.getOrDefault(reason, 0L));
        }
        dropped = Collections.unmodifiableMap(every);
    }

    /** Frames dropped for one reason. */
    public long dropped(DropReason reason) {
        return dropped.getOrDefault(reason, 0L);
    }

    /** Frames dropped for any reason. */
    public long droppedInAll() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether every frame that was offered is accounted for (I7). */
    public boolean addUp() {
        return offered == inDeadline + late + droppedInAll() + failed + pending;
    }

    /** The counts of two streams together. */
    public FrameCounts plus(FrameCounts other) {
        Map<DropReason, Long> sums = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            sums.put(reason, dropped(reason) + other.dropped(reason));
        }
        return new FrameCounts(
                offered + other.offered,
                inDeadline + other.inDeadline,
                late + other.late,
                sums,
                failed + other.failed,
                pending + other.pending);
    }
}
