/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A plan that has passed its audit (I4) and is not in force yet.
 *
 * @param state what it was made for
 * @param request the problem it solves
 * @param catalogs the networks it names
 * @param plan the choice
 * @param gap see {@link AdoptedPlan#gap}
 * @param solveNanos how long the planner took
 */
record PlanDraft(
        ControlState state,
        PlanRequest request,
        Map<ModelId, BlockCatalog> catalogs,
        Plan plan,
        double gap,
        long solveNanos) {

    /** Memory that the networks in use need beyond their blocks. */
    long fixedBytes() {
        Set<ModelId> used =
                plan.chains().values().stream().map(BlockChain::model).collect(Collectors.toSet());
        return request.models().values().stream()
                .filter(model -> used.contains(model.id()))
                .mapToLong(PlanModel::fixedBytes)
                .sum();
    }
}
