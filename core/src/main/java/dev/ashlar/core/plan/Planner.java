/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import org.jspecify.annotations.Nullable;

/**
 * Chooses one descendant per block for all streams together: the highest sum of weight times predicted accuracy, less
 * the price of bytes to fetch, within every deadline, floor and budget.
 *
 * <p><b>Threading</b>: an instance serves one call at a time and may keep its thread busy for the whole time limit;
 * never call it on an event loop (I6).
 *
 * <p><b>Failure</b>: an unanswerable problem is a {@link PlanOutcome}; only a malformed one throws.
 */
public interface Planner {

    PlanOutcome plan(PlanRequest request);

    /**
     * Has the call under way, if there is one, end soon with the best plan so far; may be called by any thread, and does
     * not wait.
     *
     * @return whether a call was told to end; never, unless a planner says otherwise
     */
    default boolean cancel() {
        return false;
    }

    /**
     * What a planner has to do without, since it was made or as of its last plan, so that its plans may be worse than they
     * could be or are rarely proven, in a sentence; null if nothing.
     */
    default @Nullable String impairment() {
        return null;
    }
}
