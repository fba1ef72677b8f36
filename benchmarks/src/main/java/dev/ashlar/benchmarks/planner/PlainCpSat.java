/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.plan.PlanRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CP-SAT given the whole problem at once.
 *
 * @param name in tables
 * @param workers how many threads; null for its default, one for each core
 */
record PlainCpSat(String name, @Nullable Integer workers) implements Solver {
    /** Units of the objective, which must be whole. */
    private static final double LOSS_UNITS = 1e9;

    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public Solved solve(PlanRequest request) {
        BinaryProgram program = new BinaryProgram(request);
        CpModel model = new CpModel();
        BoolVar[] variables = variables(program, model);
        long[] costs = program.costs().stream()
                .mapToLong(cost -> Math.round(cost * LOSS_UNITS))
                .toArray();
        model.minimize(LinearExpr.weightedSum(variables, costs));
        CpSolver solver = new CpSolver();
        solver.getParameters()
                .setMaxTimeInSeconds(request.timeLimit().toNanos() / NANOS_PER_SECOND)
                // Found to lose solutions in 9.15 (google/or-tools #5293); off here as it is in the planner.
                .setPresolveInclusionWorkLimit(0);
        if (workers != null) {
            solver.getParameters().setNumWorkers(workers);
        }
        CpSolverStatus status = solver.solve(model);
        return status == CpSolverStatus.OPTIMAL || status == CpSolverStatus.FEASIBLE
                ? new Solved(
                        program.plan(variable -> solver.booleanValue(variables[variable])),
                        status == CpSolverStatus.OPTIMAL,
                        Double.POSITIVE_INFINITY,
                        null)
                : Solved.NOTHING;
    }

    /** Writes down all that a program demands; answers with its variables. */
    static BoolVar[] variables(BinaryProgram program, CpModel model) {
        BoolVar[] variables = new BoolVar[program.costs().size()];
        Arrays.setAll(variables, index -> model.newBoolVar(""));
        for (int[] group : program.groups()) {
            model.addExactlyOne(Arrays.stream(group)
                    .mapToObj(variable -> variables[variable])
                    .toArray(Literal[]::new));
        }
        for (BinaryProgram.Row row : program.rows()) {
            LinearArgument[] terms = row.variables().stream()
                    .map(variable -> variables[variable])
                    .toArray(LinearArgument[]::new);
            long[] numbers = row.numbers().stream().mapToLong(Long::longValue).toArray();
            model.addLessOrEqual(LinearExpr.weightedSum(terms, numbers), row.bound());
        }
        program.implications().forEach(pair -> model.addImplication(variables[pair[0]], variables[pair[1]]));
        return variables;
    }
}
