/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a problem asks beyond streams, networks and budgets.
 *
 * @param goal what makes one plan better than another
 * @param response how long frames take beside others
 * @param pins choices that must be made
 * @param exclusions choices that must not be made
 * @param running the plan in force, null if there is none
 * @param changeCostPerBlock what each block of a running stream costs that is served by another descendant than in the
 *     plan in force, in weighted accuracy, 0..1
 * @param ladder whether to lower rates and then pause streams where not all can be served as they ask
 * @param switchingTolerance how much of the weighted mean accuracy, 0..1, may be given up to fetch less: of the plans that
 *     stay behind the best one by no more, one that fetches few bytes is chosen; for the weighted sum alone
 */
public record PlanRules(
        Goal goal,
        ResponseModel response,
        Set<ChoiceRule> pins,
        Set<ChoiceRule> exclusions,
        @Nullable Plan running,
        double changeCostPerBlock,
        boolean ladder,
        double switchingTolerance) {
    /** The weighted sum, times as of a chain alone, and nothing else; streams are served as they ask or not at all. */
    public static final PlanRules PLAIN =
            new PlanRules(Goal.WEIGHTED_SUM, ResponseModel.ISOLATED, Set.of(), Set.of(), null, 0, false, 0);

    public PlanRules {
        pins = Set.copyOf(pins);
        exclusions = Set.copyOf(exclusions);
        Argument.requireInRange("cost of changing a block", changeCostPerBlock, 0, 1);
        Argument.requireInRange("switching tolerance", switchingTolerance, 0, 1);
        Argument.require(
                switchingTolerance == 0 || goal == Goal.WEIGHTED_SUM,
                "The switching tolerance (%s) must be 0 under the goal %s. Maybe give fetching a price instead.",
                switchingTolerance,
                goal);
    }

    public PlanRules withGoal(Goal other) {
        return new PlanRules(
                other, response, pins, exclusions, running, changeCostPerBlock, ladder, switchingTolerance);
    }

    public PlanRules withResponse(ResponseModel other) {
        return new PlanRules(goal, other, pins, exclusions, running, changeCostPerBlock, ladder, switchingTolerance);
    }

    public PlanRules withPins(Set<ChoiceRule> other) {
        return new PlanRules(
                goal, response, other, exclusions, running, changeCostPerBlock, ladder, switchingTolerance);
    }

    public PlanRules withExclusions(Set<ChoiceRule> other) {
        return new PlanRules(goal, response, pins, other, running, changeCostPerBlock, ladder, switchingTolerance);
    }

    public PlanRules withRunning(@Nullable Plan plan, double costPerBlock) {
        return new PlanRules(goal, response, pins, exclusions, plan, costPerBlock, ladder, switchingTolerance);
    }

    /** These without the pins and exclusions of other streams. */
    public PlanRules only(Set<StreamId> streams) {
        return withPins(only(pins, streams)).withExclusions(only(exclusions, streams));
    }

    private static Set<ChoiceRule> only(Set<ChoiceRule> rules, Set<StreamId> streams) {
        return rules.stream().filter(rule -> streams.contains(rule.stream())).collect(Collectors.toSet());
    }

    public PlanRules withLadder(boolean other) {
        return new PlanRules(goal, response, pins, exclusions, running, changeCostPerBlock, other, switchingTolerance);
    }

    public PlanRules withSwitchingTolerance(double other) {
        return new PlanRules(goal, response, pins, exclusions, running, changeCostPerBlock, ladder, other);
    }
}
