/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.testing.SharedData;
import dev.ashlar.optimizer.CpSatPlanner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever solves a problem, the optimum is the same, and the audit agrees. */
class SolversTest {
    @TempDir
    private Path folder;

    private static final List<Size> SIZES =
            List.of(new Size(1, 1, 4, 4), new Size(3, 3, 3, 3), new Size(4, 2, 3, 3), new Size(5, 1, 2, 4));

    private List<Solver> exact() {
        List<Solver> solvers = new ArrayList<>(List.of(
                new OwnPlanner("Ashlar", CpSatPlanner.open(Path.of("target", "natives"))),
                new MipSolver("CBC"),
                new MipSolver("SCIP"),
                new PlainCpSat("CP-SAT", 1)));
        PulpCbc pulp = PulpCbc.find(folder);
        if (pulp != null) {
            solvers.add(pulp);
        }
        return solvers;
    }

    private static double objective(PlanRequest request, Solver solver) {
        Solver.Solved solved = solver.solve(request);
        Plan plan = solved.plan();
        assertThat(plan).as(solver.name()).isNotNull();
        assertThat(PlanAudit.violations(request, plan)).as(solver.name()).isEmpty();
        assertThat(solved.isProven()).as(solver.name()).isTrue();
        return PlanForecast.of(request, plan).objective(request);
    }

    @Test
    void allFindTheSameOptimum() {
        List<Solver> solvers = exact();
        for (Size size : SIZES) {
            for (Tightness tightness : Tightness.ALL) {
                PlanRequest request = Instances.make(size, tightness, 5);
                double ours = objective(request, solvers.get(0));
                for (Solver solver : solvers) {
                    assertThat(objective(request, solver))
                            .as("%s on %s, %s", solver.name(), size, tightness)
                            .isCloseTo(ours, within(1e-6));
                }
            }
        }
        solvers.forEach(Solver::close);
    }

    @Test
    void plainCpSatFindsNothingBetterOnMediumProblems() {
        Solver ours = new OwnPlanner("Ashlar", CpSatPlanner.open(Path.of("target", "natives")));
        Solver plain = new PlainCpSat("CP-SAT", 1);
        int proven = 0;
        for (Size size : List.of(Size.unshared(8, 8, 6), new Size(8, 3, 8, 6), Size.unshared(16, 8, 6))) {
            for (Tightness tightness : Tightness.ALL) {
                PlanRequest request = Instances.make(size, tightness, 7);
                Solver.Solved other = plain.solve(request.withTimeLimit(Duration.ofSeconds(2)));
                Plan plan = other.plan();
                if (plan != null) {
                    double best = objective(request, ours);
                    double found = PlanForecast.of(request, plan).objective(request);
                    assertThat(found).as("%s, %s", size, tightness).isLessThanOrEqualTo(best + 1e-6);
                    proven += other.isProven() ? 1 : 0;
                    assertThat(other.isProven() ? best - found : 0)
                            .as("%s, %s", size, tightness)
                            .isCloseTo(0, within(1e-6));
                }
            }
        }
        assertThat(proven).as("proven by CP-SAT too").isPositive();
    }

    @Test
    void theGreedyHeuristicKeepsEveryLimitAndIsNeverBetter() {
        Solver ours = new OwnPlanner("Ashlar", CpSatPlanner.open(Path.of("target", "natives")));
        int plans = 0;
        for (int seed = 0; seed < 20; seed++) {
            PlanRequest request = Instances.make(SIZES.get(seed % SIZES.size()), Tightness.ALL.get(seed % 3), seed);
            Plan plan = new Greedy().solve(request).plan();
            if (plan != null) {
                plans++;
                assertThat(PlanAudit.violations(request, plan))
                        .as("seed %d", seed)
                        .isEmpty();
                assertThat(PlanForecast.of(request, plan).objective(request))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(objective(request, ours) + 1e-9);
            }
        }
        assertThat(plans).isPositive();
    }

    @Test
    void equalSeedsMakeEqualProblems() {
        Size size = Size.unshared(4, 8, 6);

        assertThat(Instances.make(size, Tightness.TIGHT, 3)).isEqualTo(Instances.make(size, Tightness.TIGHT, 3));
        assertThat(Instances.make(size, Tightness.TIGHT, 3)).isNotEqualTo(Instances.make(size, Tightness.TIGHT, 4));
    }

    @Test
    void theTablesOfLegoDnnMakeProblems() {
        Path tables = SharedData.require("data/legodnn-profiles");
        Solver ours = new OwnPlanner("Ashlar", CpSatPlanner.open(Path.of("target", "natives")));
        PlanRequest request = LegoTables.problem(tables, 3, Tightness.MEDIUM, 0);

        assertThat(request.models()).hasSize(3);
        assertThat(objective(request, ours)).isCloseTo(objective(request, new MipSolver("SCIP")), within(1e-6));
    }
}
