/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.SatParameters;
import org.jspecify.annotations.Nullable;

/** The search for the best plan of one problem. */
final class CpSatSearch {
    /*
     * Parameters of CP-SAT: one worker, because several were 1.1-3.8 times slower on these problems; linearization level
     * 2, because the default is 2-35 times slower where streams share blocks; and the costly kinds of presolve off,
     * which at these sizes take longer than they save. The presolve that looks for constraints within others must be
     * off: in 9.15 it loses solutions, and a worse one is certified as optimal (google/or-tools #5293).
     */
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_REFUSED = 30;

    private final Instance instance;
    private final Stop stop;
    private @Nullable PlanState best;
    private double bound = Double.NEGATIVE_INFINITY;
    private CpSolverStatus status = CpSolverStatus.UNKNOWN;

    /**
     * @param instance what is left to choose
     * @param start a plan to start from, if there is one; it passes the audit
     * @param stop when to end
     */
    CpSatSearch(Instance instance, @Nullable PlanState start, Stop stop) {
        this.instance = instance;
        this.best = start;
        this.stop = stop;
    }

    /** Searches until the best plan is found and proven, or time is up. */
    void run() {
        /*
         * Rows of processor time, energy and accuracy are rounded so that they admit every allowed plan, and now and
         * then one that is not; that one is left out and the search goes on. Where there are many of them, the rows
         * are rounded the other way. What is then found is allowed, but nothing is proven by it.
         */
        CpSatModel model = model(false);
        for (int i = 0; i < MOST_REFUSED; i++) {
            CpSolver solver = new CpSolver();
            if (solve(model, solver)) {
                return;
            }
            model.forbid(solver);
        }
        solve(model(true), new CpSolver());
        status = CpSolverStatus.UNKNOWN;
    }

    private CpSatModel model(boolean strict) {
        CpSatModel model = new CpSatModel(instance, strict);
        PlanState start = best;
        if (start != null) {
            model.hint(start);
        }
        return model;
    }

    /** The best plan found; null if none was. */
    @Nullable
    PlanState best() {
        return best;
    }

    /** No plan of what is left costs less. */
    double bound() {
        return bound;
    }

    /** Whether the best plan is proven to be one. */
    boolean isProven() {
        return status == CpSolverStatus.OPTIMAL || (status == CpSolverStatus.INFEASIBLE && best != null);
    }

    /** Whether there is no plan at all. */
    boolean hasProvenInfeasible() {
        return status == CpSolverStatus.INFEASIBLE && best == null;
    }

    /** Whether the search ends here: the answer can be taken as it is, or there is none. */
    private boolean solve(CpSatModel model, CpSolver solver) {
        status = CpSolverStatus.UNKNOWN;
        long left = stop.leftNanos();
        if (stop.isDue()) {
            return true;
        }
        stop.interruptBy(solver::stopSearch);
        setUp(solver.getParameters(), instance.request.seed(), left);
        status = solver.solve(model.model());
        return switch (status) {
            case UNKNOWN, INFEASIBLE -> true;
            case OPTIMAL, FEASIBLE -> {
                PlanState found = model.plan(solver).exactly();
                boolean allowed = instance.admits(found.plan());
                PlanState start = best;
                if (allowed && (start == null || found.cost < start.cost)) {
                    best = found;
                }
                if (!model.isStrict()) {
                    bound = Math.max(bound, model.bound(solver));
                }
                yield allowed;
            }
            default ->
                throw new IllegalStateException("Impossible state: the solver answers %s (%s)."
                        .formatted(status, model.model().validate()));
        };
    }

    private static void setUp(SatParameters.Builder parameters, long seed, long leftNanos) {
        parameters
                .setNumWorkers(1)
                .setLinearizationLevel(2)
                .setCpModelProbingLevel(0)
                .setSymmetryLevel(0)
                .setMaxPresolveIterations(1)
                .setPresolveInclusionWorkLimit(0)
                .setRandomSeed((int) ((seed ^ (seed >>> 32)) & Integer.MAX_VALUE))
                .setMaxTimeInSeconds(leftNanos / NANOS_PER_SECOND);
    }
}
