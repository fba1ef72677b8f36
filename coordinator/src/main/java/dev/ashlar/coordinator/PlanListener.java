/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * Hears of plans.
 *
 * <p><b>Threading</b>: called on the solver thread, in the order of events, before the askers get their answers; must
 * not wait.
 *
 * <p><b>Failure</b>: what it throws is logged and has no effect.
 */
interface PlanListener {

    /** A plan is in force. */
    void adopted(AdoptedPlan plan);

    /** No plan could be made or put in force; the running one stays. */
    void refused(RefusedPlan refusal);

    /** A composition that a plan in force has or had is measured now. */
    void measured(MeasuredPlan news);
}
