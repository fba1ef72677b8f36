/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of all open streams.
 *
 * <p><b>Threading</b>: changed by one thread at a time, read by many.
 */
final class Fleet {
    private final Map<StreamId, StreamLane> lanes = new ConcurrentSkipListMap<>();
    private final Function<StreamSpec, StreamLane> maker;

    /** @param maker makes the lane of a new stream */
    Fleet(Function<StreamSpec, StreamLane> maker) {
        this.maker = maker;
    }

    /** The lane of an open stream, or null. */
    @Nullable
    StreamLane find(StreamId id) {
        return lanes.get(id);
    }

    /** All lanes, in the order of their names. */
    Collection<StreamLane> all() {
        return List.copyOf(lanes.values());
    }

    /** A new lane. A stream that was closed and is opened again has another lane than before. */
    StreamLane open(StreamSpec spec) {
        StreamLane lane = maker.apply(spec);
        StreamLane before = lanes.put(spec.id(), lane);
        if (before != null) {
            before.close();
        }
        return lane;
    }

    /** Closes the lane of a stream; answers with it. */
    @Nullable
    StreamLane close(StreamId id) {
        StreamLane lane = lanes.remove(id);
        if (lane != null) {
            lane.close();
        }
        return lane;
    }
}
