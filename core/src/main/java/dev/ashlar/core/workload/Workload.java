/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All streams to be served, at one moment.
 *
 * @param revision rises with every change
 * @param streams no two of one name
 */
public record Workload(long revision, List<StreamSpec> streams) {
    public static final Workload EMPTY = new Workload(0, List.of());

    private static final int MOST_STREAMS = 10_000;

    public Workload {
        streams = List.copyOf(streams);
        Argument.require(
                streams.size() <= MOST_STREAMS,
                "A workload of %d streams is absurd; at most %d are served.",
                streams.size(),
                MOST_STREAMS);
        Set<StreamId> seen = new HashSet<>();
        for (StreamSpec stream : streams) {
            Argument.require(
                    seen.add(stream.id()),
                    "The workload has two streams named %s. Maybe update the stream instead of opening it again.",
                    stream.id());
        }
    }

    public static Workload of(Collection<StreamSpec> streams) {
        return new Workload(0, List.copyOf(streams));
    }

    /** The stream of this name, or null. */
    public @Nullable StreamSpec find(StreamId id) {
        for (StreamSpec stream : streams) {
            if (stream.id().equals(id)) {
                return stream;
            }
        }
        return null;
    }

    /** The next revision, with {@code stream} added or in the place of the one of its name. */
    public Workload with(StreamSpec stream) {
        List<StreamSpec> changed = new ArrayList<>(streams);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).id().equals(stream.id())) {
                changed.set(i, stream);
                return new Workload(revision + 1, changed);
            }
        }
        changed.add(stream);
        return new Workload(revision + 1, changed);
    }

    /** The next revision, without the stream of this name. */
    public Workload without(StreamId id) {
        return new Workload(
                revision + 1,
                streams.stream().filter(stream -> !stream.id().equals(id)).toList());
    }
}
