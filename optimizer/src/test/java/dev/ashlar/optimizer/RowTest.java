/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowTest {
    @BeforeAll
    static void loadTheSolver() {
        OrToolsNatives.load(Path.of("target", "natives"));
    }

    /** Which of the literals are true when as many as possible are; null if the row cannot be met. */
    private static boolean[] most(long bound, long... costs) {
        CpModel model = new CpModel();
        Row row = new Row();
        BoolVar[] literals = new BoolVar[costs.length];
        for (int i = 0; i < costs.length; i++) {
            literals[i] = model.newBoolVar("");
            row.add(literals[i], costs[i]);
        }
        row.post(model, bound);
        model.maximize(LinearExpr.sum((Literal[]) literals));
        CpSolver solver = new CpSolver();
        solver.getParameters().setNumWorkers(1);
        assertThat(solver.solve(model)).isEqualTo(CpSolverStatus.OPTIMAL);
        boolean[] chosen = new boolean[costs.length];
        for (int i = 0; i < costs.length; i++) {
            chosen[i] = solver.booleanValue(literals[i]);
        }
        return chosen;
    }

    private static int count(boolean[] chosen) {
        int count = 0;
        for (boolean is : chosen) {
            count += is ? 1 : 0;
        }
        return count;
    }

    @Test
    void admitsEqualityAndNothingAbove() {
        assertThat(count(most(7, 3, 4))).isEqualTo(2);
        assertThat(count(most(6, 3, 4))).isEqualTo(1);
        assertThat(count(most(2, 3, 4))).isZero();
    }

    @Test
    void admitsEqualityOfNumbersThatShareALargeDivisor() {
        long large = 1L << 61;
        assertThat(count(most(Long.MAX_VALUE, large, large, large, large))).isEqualTo(3);
        assertThat(count(most(large + large, large, large, large))).isEqualTo(2);
        assertThat(count(most(large + (large - 1), large, large, large))).isEqualTo(1);
    }

    @Test
    void countsNegativeCosts() {
        assertThat(count(most(0, 5, -5, 1))).isEqualTo(2);
        assertThat(count(most(-1, 5, -5, 1))).isEqualTo(2);
        assertThat(count(most(-5, 5, -5, 1))).isEqualTo(1);
    }

    @Test
    void neverAdmitsMoreThanTheBoundWhereNumbersMustBeRounded() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long[] costs = random.longs(6, Long.MAX_VALUE / 8, Long.MAX_VALUE).toArray();
            long bound = random.nextLong(Long.MAX_VALUE);
            boolean[] chosen = most(bound, costs);
            BigInteger sum = BigInteger.ZERO;
            for (int i = 0; i < costs.length; i++) {
                sum = chosen[i] ? sum.add(BigInteger.valueOf(costs[i])) : sum;
            }
            assertThat(sum).as("seed %d", seed).isLessThanOrEqualTo(BigInteger.valueOf(bound));
        }
    }
}
