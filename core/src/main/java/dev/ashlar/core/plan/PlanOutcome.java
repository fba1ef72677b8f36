/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a {@link Planner} answers. Running out of memory or of time is an answer, not an exception. */
public sealed interface PlanOutcome {

    /** Folds the outcome; the compiler holds every caller to all three cases. */
    <R> R fold(Function<Feasible, R> feasible, Function<Infeasible, R> infeasible, Function<Undecided, R> undecided);

    /**
     * A plan that meets every constraint.
     *
     * @param plan the plan, of revision 0
     * @param objective its value
     * @param gap distance of the proven bound from the objective, in units of the objective; 0 if proven optimal
     */
    record Feasible(Plan plan, double objective, double gap) implements PlanOutcome {
        public Feasible {
            Argument.require(gap >= 0, "The gap (%s) of a plan cannot be negative.", gap);
        }

        public boolean isOptimal() {
            return gap == 0;
        }

        /** No plan has a higher objective. */
        public double bound() {
            return objective + gap;
        }

        @Override
        public <R> R fold(
                Function<Feasible, R> feasible, Function<Infeasible, R> infeasible, Function<Undecided, R> undecided) {
            return feasible.apply(this);
        }
    }

    /**
     * No choice meets every constraint.
     *
     * @param shortfalls what stands in the way, each for itself; empty if only all demands together cannot be met
     * @param relief a plan for as much as can be served, with the ladder that leads to it, if {@link PlanRules#ladder}
     *     asks for one and it was found; else null
     */
    record Infeasible(List<Shortfall> shortfalls, @Nullable Feasible relief) implements PlanOutcome {
        public Infeasible {
            shortfalls = List.copyOf(shortfalls);
        }

        public Infeasible(List<Shortfall> shortfalls) {
            this(shortfalls, null);
        }

        @Override
        public <R> R fold(
                Function<Feasible, R> feasible, Function<Infeasible, R> infeasible, Function<Undecided, R> undecided) {
            return infeasible.apply(this);
        }
    }

    /**
     * The time limit passed before anything was found or disproved.
     *
     * @param spent how long was searched
     */
    record Undecided(Duration spent) implements PlanOutcome {
        @Override
        public <R> R fold(
                Function<Feasible, R> feasible, Function<Infeasible, R> infeasible, Function<Undecided, R> undecided) {
            return undecided.apply(this);
        }
    }
}
