/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.plan.PlanRequest;

/**
 * A solver of mixed integer programs inside this process, through OR-Tools.
 *
 * @param name CBC or SCIP
 */
record MipSolver(String name) implements Solver {
    /*
     * The gap at which it stops is set to 0: its default of 10^-4 is no proof. The model holds native memory until it is
     * deleted.
     */
    private static final double CHOSEN = 0.5;

    @Override
    public Solved solve(PlanRequest request) {
        MPSolver solver = MPSolver.createSolver(name);
        if (solver == null) {
            throw new BenchmarkException(
                    "The solver %s is not part of this build of OR-Tools. Maybe another platform has it."
                            .formatted(name));
        }
        MPSolverParameters parameters = new MPSolverParameters();
        try {
            BinaryProgram program = new BinaryProgram(request);
            MPVariable[] variables = build(solver, program);
            parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
            solver.setTimeLimit(request.timeLimit().toMillis());
            MPSolver.ResultStatus status = solver.solve(parameters);
            boolean proven = status == MPSolver.ResultStatus.OPTIMAL;
            if (!proven && status != MPSolver.ResultStatus.FEASIBLE) {
                return Solved.NOTHING;
            }
            return new Solved(
                    program.plan(variable -> variables[variable].solutionValue() > CHOSEN),
                    proven,
                    Double.POSITIVE_INFINITY,
                    null);
        } finally {
            parameters.delete();
            solver.delete();
        }
    }

    private static MPVariable[] build(MPSolver solver, BinaryProgram program) {
        MPVariable[] variables = new MPVariable[program.costs().size()];
        MPObjective objective = solver.objective();
        for (int i = 0; i < variables.length; i++) {
            variables[i] = solver.makeBoolVar("");
            objective.setCoefficient(variables[i], program.costs().get(i));
        }
        objective.setMinimization();
        for (int[] group : program.groups()) {
            MPConstraint one = solver.makeConstraint(1, 1);
            for (int variable : group) {
                one.setCoefficient(variables[variable], 1);
            }
        }
        for (BinaryProgram.Row row : program.rows()) {
            MPConstraint most = solver.makeConstraint(Double.NEGATIVE_INFINITY, (double) row.bound());
            for (int i = 0; i < row.variables().size(); i++) {
                most.setCoefficient(
                        variables[row.variables().get(i)], row.numbers().get(i).doubleValue());
            }
        }
        for (int[] pair : program.implications()) {
            MPConstraint implied = solver.makeConstraint(Double.NEGATIVE_INFINITY, 0);
            implied.setCoefficient(variables[pair[0]], 1);
            implied.setCoefficient(variables[pair[1]], -1);
        }
        return variables;
    }
}
