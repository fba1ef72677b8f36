/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What streams demand beyond what they say, while a goal is pursued in several steps.
 *
 * @param all least utility times accuracy that every stream must have
 * @param each least utility times accuracy that some must have
 * @param scheduling how they wait for each other; null if they do not
 */
record Demands(double all, Map<StreamId, Double> each, @Nullable Scheduling scheduling) {
    static final Demands NONE = new Demands(Double.NEGATIVE_INFINITY, Map.of(), null);

    /**
     * Limits under which deadlines hold beside other streams, whatever is chosen within them.
     *
     * @param slowdown by how much chains take longer
     * @param longestBlock the longest block that may be chosen, alone
     * @param waitNanos how long a frame waits at most
     * @param share the most that a frame and its wait may take of its window
     * @param density the most that all chains may take of their windows together
     */
    record Scheduling(double slowdown, long longestBlock, long waitNanos, double share, double density) {}

    Demands withAll(double least) {
        return new Demands(least, each, scheduling);
    }

    double least(StreamId stream) {
        return Math.max(all, each.getOrDefault(stream, Double.NEGATIVE_INFINITY));
    }

    long longestBlock() {
        return scheduling == null ? Long.MAX_VALUE : scheduling.longestBlock();
    }

    /** Whether every stream has what is demanded of its utility and accuracy, to the tolerance of accuracy floors. */
    boolean areMetBy(PlanRequest request, Plan plan) {
        if (all == Double.NEGATIVE_INFINITY && each.isEmpty()) {
            return true;
        }
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            double worth = chain == null
                    ? 0
                    : stream.utility(plan.period(stream))
                            * request.model(chain.model()).accuracy(chain);
            if (worth < least(stream.id()) - StreamSpec.FLOOR_TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    /** Time that the blocks of a chain may take together, alone; negative if there is none. */
    long slackNanos(StreamSpec stream, PlanModel model, Duration period) {
        long deadline = stream.deadline().toNanos();
        if (scheduling == null) {
            return model.tails().longest(stream.deadlinePercentile(), deadline) - model.fixedNanos();
        }
        double window = Math.min((double) deadline, scheduling.share() * window(stream, period));
        double alone = (window - scheduling.waitNanos()) / scheduling.slowdown();
        // One nanosecond for the rounding up of what is slowed down, one for that of this quotient.
        long late = (long) Math.floor(alone) - 2;
        return model.tails().longest(stream.deadlinePercentile(), late) - model.fixedNanos();
    }

    static double window(StreamSpec stream, Duration period) {
        return Math.min(period.toNanos(), stream.deadline().toNanos());
    }
}
