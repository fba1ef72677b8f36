/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is asked and what is in force.
 *
 * @param state what is asked
 * @param plan what is in force for it
 * @param request the problem that it solves; null if nothing was asked yet
 * @param before what was in force before
 */
record Situation(ControlState state, AdoptedPlan plan, @Nullable PlanRequest request, Plan before) {

    /** The same with other numbers of a network, if the problem knows it, and the forecast that follows from them. */
    Situation with(PlanModel model) {
        if (request == null || !request.models().containsKey(model.id())) {
            return this;
        }
        PlanRequest told = request.withModel(model);
        return new Situation(state, plan.withForecast(PlanForecast.of(told, plan.plan())), told, before);
    }
}
