/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.SatParameters;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
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

    private final Choices choices;
    private final Ticker ticker;
    private final long deadline;
    private @Nullable Incumbent best;
    private double bound;
    private CpSolverStatus status = CpSolverStatus.UNKNOWN;

    /**
     * @param choices what is left to choose
     * @param start a plan to start from, if there is one; it passes the audit
     * @param ticker tells the time
     * @param deadline by that clock, when to stop
     */
    CpSatSearch(Choices choices, @Nullable Incumbent start, Ticker ticker, long deadline) {
        this.choices = choices;
        this.best = start;
        this.bound = choices.mostValue();
        this.ticker = ticker;
        this.deadline = deadline;
    }

    /** Searches until the best plan is found and proven, or time is up. */
    void run() {
        if (!solve(false)) {
            solve(true);
        }
    }

    /** The best plan found; null if none was. */
    @Nullable
    Incumbent best() {
        return best;
    }

    /** How much better than {@code found} a plan may be; 0 if none is. */
    double gap(Incumbent found) {
        return status == CpSolverStatus.OPTIMAL ? 0 : Math.max(0, bound - found.objective());
    }

    /** Whether there is no plan at all. */
    boolean hasProvenInfeasible() {
        return status == CpSolverStatus.INFEASIBLE && best == null;
    }

    /** Whether the solver's answer can be taken as it is; always so if {@code strict}. */
    private boolean solve(boolean strict) {
        status = CpSolverStatus.UNKNOWN;
        CpSatModel model = new CpSatModel(choices, strict);
        if (best != null) {
            model.hint(best.plan());
        }
        CpSolver solver = new CpSolver();
        Duration left = Duration.ofNanos(deadline - ticker.nanos());
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        setUp(solver.getParameters(), choices.request().seed(), left);
        status = solver.solve(model.model());
        return switch (status) {
            case UNKNOWN, INFEASIBLE -> true;
            case OPTIMAL, FEASIBLE -> {
                bound = Math.min(bound, model.bound(solver));
                Incumbent found = Incumbent.of(choices.request(), model.plan(solver));
                boolean allowed = strict
                        || PlanAudit.violations(choices.request(), found.plan()).isEmpty();
                best = allowed ? Incumbent.better(best, found) : best;
                yield allowed;
            }
            default ->
                throw new IllegalStateException("Impossible state: the solver answers %s (%s)."
                        .formatted(status, model.model().validate()));
        };
    }

    private static void setUp(SatParameters.Builder parameters, long seed, Duration left) {
        parameters
                .setNumWorkers(1)
                .setLinearizationLevel(2)
                .setCpModelProbingLevel(0)
                .setSymmetryLevel(0)
                .setMaxPresolveIterations(1)
                .setPresolveInclusionWorkLimit(0)
                .setRandomSeed((int) ((seed ^ (seed >>> 32)) & Integer.MAX_VALUE))
                .setMaxTimeInSeconds(left.toNanos() / NANOS_PER_SECOND);
    }
}
