/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A wish to change what is asked. */
sealed interface ControlEvent {

    /** Most streams that are open at the same time. */
    int MOST_STREAMS = 10_000;

    /** The revision that the state must be at, or null if any will do. */
    @Nullable
    Long ifRevision();

    /** What is wished, for people. */
    String describe();

    /** The stream that is to be opened, changed or closed; null if it is about all of them. */
    @Nullable
    StreamId stream();

    /**
     * The state with this wish granted.
     *
     * @throws CoordinatorException if the state does not allow it
     * @throws IllegalArgumentException if the wish is malformed
     */
    ControlState grant(ControlState state);

    /** The state with this wish granted, if it is at the revision that the wish asks for. */
    default ControlState apply(ControlState state) {
        Long wanted = ifRevision();
        if (wanted != null && wanted != state.revision()) {
            throw new CoordinatorException(
                    BusError.CONFLICT,
                    "The revision (%d) must be that of the workload (%d). Maybe read it again."
                            .formatted(wanted, state.revision()));
        }
        return grant(state);
    }

    /**
     * A stream is to be served.
     *
     * @param spec what it asks for
     * @param ifRevision see {@link ControlEvent#ifRevision}
     */
    record Open(StreamSpec spec, @Nullable Long ifRevision) implements ControlEvent {
        @Override
        public String describe() {
            return "open stream " + spec.id();
        }

        @Override
        public StreamId stream() {
            return spec.id();
        }

        @Override
        public ControlState grant(ControlState state) {
            if (state.workload().find(spec.id()) != null) {
                throw new CoordinatorException(
                        BusError.CONFLICT,
                        "The stream %s is open already. Maybe update it, or choose another name.".formatted(spec.id()));
            }
            if (state.workload().streams().size() >= MOST_STREAMS) {
                throw new CoordinatorException(
                        BusError.TOO_LARGE,
                        "At most %d streams are served; stream %s is one too many.".formatted(MOST_STREAMS, spec.id()));
            }
            return state.with(spec);
        }
    }

    /**
     * A stream asks for something else.
     *
     * @param id the stream
     * @param change from what it asks now to what it asks then
     * @param ifRevision see {@link ControlEvent#ifRevision}
     */
    record Update(StreamId id, UnaryOperator<StreamSpec> change, @Nullable Long ifRevision) implements ControlEvent {
        @Override
        public String describe() {
            return "update stream " + id;
        }

        @Override
        public StreamId stream() {
            return id;
        }

        @Override
        public ControlState grant(ControlState state) {
            StreamSpec changed = change.apply(require(state, id));
            Argument.require(
                    changed.id().equals(id),
                    "The name (%s) of stream %s cannot change. Maybe open another stream.",
                    changed.id(),
                    id);
            return state.with(changed);
        }
    }

    /**
     * A stream is no longer to be served.
     *
     * @param id the stream
     * @param ifRevision see {@link ControlEvent#ifRevision}
     */
    record Close(StreamId id, @Nullable Long ifRevision) implements ControlEvent {
        @Override
        public String describe() {
            return "close stream " + id;
        }

        @Override
        public StreamId stream() {
            return id;
        }

        @Override
        public ControlState grant(ControlState state) {
            require(state, id);
            return new ControlState(state.workload().without(id), state.budget());
        }
    }

    /**
     * All streams together may use something else.
     *
     * @param change from what they may use now to what they may use then
     * @param ifRevision see {@link ControlEvent#ifRevision}
     */
    record SetBudget(UnaryOperator<ResourceBudget> change, @Nullable Long ifRevision) implements ControlEvent {
        @Override
        public String describe() {
            return "set the budget";
        }

        @Override
        public @Nullable StreamId stream() {
            return null;
        }

        @Override
        public ControlState grant(ControlState state) {
            return state.with(change.apply(state.budget()));
        }
    }

    /**
     * What is asked stays, but the plan for it is to be made anew.
     *
     * @param why for people
     */
    record Replan(String why) implements ControlEvent {
        @Override
        public @Nullable Long ifRevision() {
            return null;
        }

        @Override
        public String describe() {
            return why;
        }

        @Override
        public @Nullable StreamId stream() {
            return null;
        }

        @Override
        public ControlState grant(ControlState state) {
            return state;
        }
    }

    private static StreamSpec require(ControlState state, StreamId id) {
        StreamSpec spec = state.workload().find(id);
        if (spec == null) {
            throw new CoordinatorException(
                    BusError.UNKNOWN, "There is no stream named %s. Maybe open it first.".formatted(id));
        }
        return spec;
    }
}
