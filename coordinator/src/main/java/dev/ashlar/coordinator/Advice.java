/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Explanation;
import dev.ashlar.core.plan.WhatIf;

/** What an {@link Adviser} says, and of which plan. */
final class Advice {
    private Advice() {}

    /**
     * Why a plan is as it is.
     *
     * @param plan in force when it was asked
     * @param explanation of it
     */
    record Why(AdoptedPlan plan, Explanation explanation) {}

    /**
     * What would be planned.
     *
     * @param plan in force when it was asked
     * @param whatIf beside it
     */
    record Supposed(AdoptedPlan plan, WhatIf whatIf) {}
}
