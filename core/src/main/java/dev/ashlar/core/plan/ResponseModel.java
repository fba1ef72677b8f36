/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How long a frame takes where other streams are served beside it. */
public sealed interface ResponseModel {
    ResponseModel ISOLATED = new Isolated();

    /** Folds the model; the compiler holds every caller to both cases. */
    <R> R fold(Supplier<R> isolated, Function<Scheduled, R> scheduled);

    /** As long as alone: deadlines are compared with the time of the chain. */
    record Isolated() implements ResponseModel {
        @Override
        public <R> R fold(Supplier<R> isolated, Function<Scheduled, R> scheduled) {
            return isolated.get();
        }
    }

    /**
     * Slowed down by what runs beside it, and in its turn: earliest deadline first on as many workers as the budget has
     * cores, rounded up, with preemption between segments of blocks alone. See {@link ResponseTimes}.
     *
     * @param slowdown by how much a chain takes longer where 1, 2, ... chains run at once: 1 or more each, never
     *     falling, the last for any more; empty for no slow-down
     * @param blocksPerSegment how many blocks run in a row before more urgent work may go first
     */
    record Scheduled(List<Double> slowdown, int blocksPerSegment) implements ResponseModel {
        public Scheduled {
            slowdown = List.copyOf(slowdown);
            double last = 1;
            for (double factor : slowdown) {
                Argument.require(
                        factor >= last && factor <= 100,
                        "The slow-downs (%s) must be 1 or more, at most 100, and must not fall.",
                        slowdown);
                last = factor;
            }
            Argument.require(blocksPerSegment >= 1, "A segment must have a block, not %d. Maybe 1.", blocksPerSegment);
        }

        /** The slow-down where so many chains may run at once. */
        public double slowdown(int running) {
            return slowdown.isEmpty() || running < 1 ? 1 : slowdown.get(Math.min(running, slowdown.size()) - 1);
        }

        @Override
        public <R> R fold(Supplier<R> isolated, Function<Scheduled, R> scheduled) {
            return scheduled.apply(this);
        }
    }
}
