/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan that fetches least of all that are worth enough, by CP-SAT: what a tolerance could reach at most. */
final class FewestBytes {
    private static final double LOSS_UNITS = 1e9;
    private static final double NANOS_PER_SECOND = 1e9;

    private FewestBytes() {}

    /**
     * Finds and proves it; null if time is up before.
     *
     * @param least weighted accuracy that the plan must have
     */
    static @Nullable Plan plan(PlanRequest request, double least) {
        BinaryProgram program = new BinaryProgram(request.withResident(request.resident(), 0));
        List<Double> losses = program.costs();
        List<Double> priced = new BinaryProgram(request.withResident(request.resident(), 1)).costs();
        CpModel model = new CpModel();
        BoolVar[] variables = PlainCpSat.variables(program, model);
        long[] loss = new long[variables.length];
        long[] kib = new long[variables.length];
        for (int i = 0; i < variables.length; i++) {
            loss[i] = Math.round(losses.get(i) * LOSS_UNITS);
            kib[i] = Math.round(priced.get(i) - losses.get(i));
        }
        double most = -least;
        for (StreamSpec stream : request.workload().streams()) {
            most += stream.weight() * request.model(stream).baseAccuracy();
        }
        model.addLessOrEqual(LinearExpr.weightedSum(variables, loss), (long) Math.ceil(most * LOSS_UNITS));
        model.minimize(LinearExpr.weightedSum(variables, kib));
        CpSolver solver = new CpSolver();
        solver.getParameters()
                .setMaxTimeInSeconds(request.timeLimit().toNanos() / NANOS_PER_SECOND)
                .setNumWorkers(1)
                .setLinearizationLevel(2)
                .setPresolveInclusionWorkLimit(0);
        return solver.solve(model) == CpSolverStatus.OPTIMAL
                ? program.plan(variable -> solver.booleanValue(variables[variable]))
                : null;
    }
}
