/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * CP-SAT as a planner uses it: there or not, and what became of it in the plan under way.
 *
 * <p><b>Threading</b>: one plan at a time; {@link #impairment} may be asked by any thread.
 *
 * <p><b>Failure</b>: what the solver throws is kept for {@link #impairment} and comes through.
 */
final class Prover {
    /** A search from the best plan so far, run until it is proven or time is up. */
    @FunctionalInterface
    interface Search {
        CpSatSearch run(Instance left, @Nullable PlanState start, Stop stop);
    }

    private final @Nullable Search search;
    private volatile @Nullable String impairment;

    private Prover(@Nullable Search search, @Nullable String impairment) {
        this.search = search;
        this.impairment = impairment;
    }

    /** The solver of OR-Tools, whose library is loaded. */
    static Prover cpSat() {
        return of((left, start, stop) -> {
            CpSatSearch search = new CpSatSearch(left, start, stop);
            search.run();
            return search;
        });
    }

    static Prover of(Search search) {
        return new Prover(search, null);
    }

    /** None: plans are those of the Lagrangian. */
    static Prover none() {
        return new Prover(null, null);
    }

    /** None, though there should be one. */
    static Prover missing(String why) {
        return new Prover(null, why);
    }

    boolean isThere() {
        return search != null;
    }

    /** Why plans may be worse than they could be, or are rarely proven; null if there is no reason. */
    @Nullable
    String impairment() {
        return impairment;
    }

    /** The search, ended. */
    CpSatSearch run(Instance left, @Nullable PlanState start, Stop stop) {
        Search there = search;
        if (there == null) {
            throw new IllegalStateException("There must be a solver to search with. Maybe ask whether it is there.");
        }
        try {
            CpSatSearch done = there.run(left, start, stop);
            impairment = null;
            return done;
        } catch (LinkageError | RuntimeException e) {
            impairment =
                    "CP-SAT failed in its last search: the plan is that of the Lagrangian planner, good but rarely proven (%s)."
                            .formatted(e);
            throw e;
        }
    }
}
