/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A planning problem.
 *
 * @param workload the streams to serve
 * @param models what may be chosen for each network that a stream names
 * @param budget what all streams together may use
 * @param resident digests already in memory, which cost nothing to switch to
 * @param switchingCostPerKiB what each KiB of chosen digests that are not resident costs, in weighted accuracy; 0 or
 *     more
 * @param timeLimit how long a planner may take
 * @param seed of everything random in a planner
 */
public record PlanRequest(
        Workload workload,
        Map<ModelId, PlanModel> models,
        ResourceBudget budget,
        Set<Digest> resident,
        double switchingCostPerKiB,
        Duration timeLimit,
        long seed) {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(2);

    public PlanRequest {
        models = Map.copyOf(models);
        resident = Set.copyOf(resident);
        Argument.requireInRange("switching cost", switchingCostPerKiB, 0, 1);
        Argument.require(
                timeLimit.compareTo(Duration.ZERO) > 0, "The time limit (%s) of a planner must be above 0.", timeLimit);
        for (StreamSpec stream : workload.streams()) {
            Argument.require(
                    models.containsKey(stream.model()),
                    "The stream %s names the network %s, which is not known. Maybe one of %s.",
                    stream.id(),
                    stream.model(),
                    models.keySet());
        }
    }

    /** A problem without switching cost, with the default time limit. */
    public static PlanRequest of(Workload workload, Map<ModelId, PlanModel> models, ResourceBudget budget) {
        return new PlanRequest(workload, models, budget, Set.of(), 0, DEFAULT_LIMIT, 0);
    }

    /** This problem with blocks already in memory and a price on fetching others. */
    public PlanRequest withResident(Set<Digest> digests, double costPerKiB) {
        return new PlanRequest(workload, models, budget, digests, costPerKiB, timeLimit, seed);
    }

    public PlanRequest withTimeLimit(Duration limit) {
        return new PlanRequest(workload, models, budget, resident, switchingCostPerKiB, limit, seed);
    }

    public PlanRequest withBudget(ResourceBudget other) {
        return new PlanRequest(workload, models, other, resident, switchingCostPerKiB, timeLimit, seed);
    }

    /** The choices of the network that a stream names. */
    public PlanModel model(StreamSpec stream) {
        PlanModel model = models.get(stream.model());
        if (model == null) {
            throw new IllegalArgumentException("The network %s is not known.".formatted(stream.model()));
        }
        return model;
    }
}
