/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanRequest;
import org.jspecify.annotations.Nullable;

/** Something that solves planning problems. */
interface Solver extends AutoCloseable {

    /** Its name in tables. */
    String name();

    /** Its answer within the time limit of the problem. */
    Solved solve(PlanRequest request);

    @Override
    default void close() {}

    /**
     * What it found.
     *
     * @param plan the best plan, or null if it found none
     * @param isProven whether it claims that none is better
     * @param bound no plan is worth more, as far as it tells; infinite where it does not
     * @param nanos what of the time counts, where that is not all that passed; null where all counts
     */
    record Solved(@Nullable Plan plan, boolean isProven, double bound, @Nullable Long nanos) {
        static final Solved NOTHING = new Solved(null, false, Double.POSITIVE_INFINITY, null);
    }
}
