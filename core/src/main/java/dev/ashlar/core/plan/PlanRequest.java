/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static java.util.Objects.requireNonNull;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.HashMap;
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
 * @param rules what is asked beyond that
 */
public record PlanRequest(
        Workload workload,
        Map<ModelId, PlanModel> models,
        ResourceBudget budget,
        Set<Digest> resident,
        double switchingCostPerKiB,
        Duration timeLimit,
        long seed,
        PlanRules rules) {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(2);

    public PlanRequest {
        models = Map.copyOf(models);
        resident = Set.copyOf(resident);
        Argument.requireInRange("switching cost", switchingCostPerKiB, 0, 1);
        Argument.require(
                timeLimit.compareTo(Duration.ZERO) > 0, "The time limit (%s) of a planner must be above 0.", timeLimit);
        for (StreamSpec stream : workload.streams()) {
            for (ModelId network : stream.models()) {
                Argument.require(
                        models.containsKey(network),
                        "The stream %s names the network %s, which is not known. Maybe one of %s.",
                        stream.id(),
                        network,
                        models.keySet());
                requireKnownPercentile(stream, requireNonNull(models.get(network)));
            }
        }
        for (ChoiceRule rule : rules.pins()) {
            requireKnown("pin", rule, workload, models);
        }
        for (ChoiceRule rule : rules.exclusions()) {
            requireKnown("exclusion", rule, workload, models);
        }
    }

    /** Refuses a stream that asks for more than is known of the latency of its network. */
    public static void requireKnownPercentile(StreamSpec stream, PlanModel model) {
        Argument.require(
                stream.deadlinePercentile() <= model.tails().highest(),
                "The stream %s asks for its deadline at percentile %s, and of %s none is known beyond %s. Maybe ask for that.",
                stream.id(),
                stream.deadlinePercentile(),
                model.id(),
                model.tails().highest());
    }

    /** A problem under plain rules. */
    public PlanRequest(
            Workload workload,
            Map<ModelId, PlanModel> models,
            ResourceBudget budget,
            Set<Digest> resident,
            double switchingCostPerKiB,
            Duration timeLimit,
            long seed) {
        this(workload, models, budget, resident, switchingCostPerKiB, timeLimit, seed, PlanRules.PLAIN);
    }

    private static void requireKnown(String kind, ChoiceRule rule, Workload workload, Map<ModelId, PlanModel> models) {
        PlanModel model = models.get(rule.model());
        StreamSpec stream = workload.find(rule.stream());
        Argument.require(
                model != null && stream != null && stream.models().contains(rule.model()),
                "The %s (%s) must name a stream and one of its networks.",
                kind,
                rule);
        for (PlanModel.PlanBlock block : requireNonNull(model).blocks()) {
            if (block.id().equals(rule.block())) {
                block.variant(rule.descendant());
                return;
            }
        }
        throw new IllegalArgumentException("The %s (%s) must name a block of its network.".formatted(kind, rule));
    }

    /** A problem without switching cost, with the default time limit. */
    public static PlanRequest of(Workload workload, Map<ModelId, PlanModel> models, ResourceBudget budget) {
        return new PlanRequest(workload, models, budget, Set.of(), 0, DEFAULT_LIMIT, 0);
    }

    /** This problem with blocks already in memory and a price on fetching others. */
    public PlanRequest withResident(Set<Digest> digests, double costPerKiB) {
        return new PlanRequest(workload, models, budget, digests, costPerKiB, timeLimit, seed, rules);
    }

    public PlanRequest withTimeLimit(Duration limit) {
        return new PlanRequest(workload, models, budget, resident, switchingCostPerKiB, limit, seed, rules);
    }

    public PlanRequest withBudget(ResourceBudget other) {
        return new PlanRequest(workload, models, other, resident, switchingCostPerKiB, timeLimit, seed, rules);
    }

    public PlanRequest withWorkload(Workload other) {
        return new PlanRequest(other, models, budget, resident, switchingCostPerKiB, timeLimit, seed, rules);
    }

    public PlanRequest withRules(PlanRules other) {
        return new PlanRequest(workload, models, budget, resident, switchingCostPerKiB, timeLimit, seed, other);
    }

    /** This problem with other numbers of a network that it knows. */
    public PlanRequest withModel(PlanModel other) {
        model(other.id());
        Map<ModelId, PlanModel> all = new HashMap<>(models);
        all.put(other.id(), other);
        return new PlanRequest(workload, all, budget, resident, switchingCostPerKiB, timeLimit, seed, rules);
    }

    public PlanRequest withSeed(long other) {
        return new PlanRequest(workload, models, budget, resident, switchingCostPerKiB, timeLimit, other, rules);
    }

    /** The choices of the network that a stream names first. */
    public PlanModel model(StreamSpec stream) {
        return model(stream.model());
    }

    /** The choices of a network. */
    public PlanModel model(ModelId id) {
        PlanModel model = models.get(id);
        if (model == null) {
            throw new IllegalArgumentException("The network %s is not known.".formatted(id));
        }
        return model;
    }
}
