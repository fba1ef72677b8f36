/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanRequest;
import org.jspecify.annotations.Nullable;

/**
 * The best plan so far.
 *
 * @param plan it passes the audit
 * @param objective its value, computed from the exact numbers of the problem
 */
record Incumbent(Plan plan, double objective) {

    static Incumbent of(PlanRequest request, Plan plan) {
        return new Incumbent(plan, PlanForecast.of(request, plan).objective(request));
    }

    /** The better of two; {@code old} of equals. */
    static Incumbent better(@Nullable Incumbent old, Incumbent other) {
        return old == null || other.objective > old.objective ? other : old;
    }
}
