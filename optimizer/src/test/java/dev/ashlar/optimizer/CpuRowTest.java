/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import dev.ashlar.core.plan.CpuLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CpuRowTest {
    private static final long[] ROUND = {10_000_000, 40_000_000, 100_000_000};
    private static final long[] ODD = {33_333_333, 66_666_667, 1_000_000_007, 40_000_000};

    @BeforeAll
    static void loadTheSolver() {
        OrToolsNatives.load(Path.of("target", "natives"));
    }

    /** Whether the row admits that every stream takes its time; the last one has no choice. */
    private static boolean admits(long[] nanos, long[] periods, double cores, boolean strict) {
        CpModel model = new CpModel();
        CpuRow row = new CpuRow();
        for (int i = 0; i < nanos.length - 1; i++) {
            BoolVar literal = model.newBoolVar("");
            model.addExactlyOne(new BoolVar[] {literal});
            row.add(literal, nanos[i], periods[i]);
        }
        row.addFixed(nanos[nanos.length - 1], periods[nanos.length - 1]);
        row.post(model, cores, strict);
        CpSolver solver = new CpSolver();
        solver.getParameters().setNumWorkers(1);
        return solver.solve(model) == CpSolverStatus.OPTIMAL;
    }

    private static CpuLoad load(long[] nanos, long[] periods) {
        CpuLoad load = new CpuLoad();
        for (int i = 0; i < nanos.length; i++) {
            load.add(nanos[i], Duration.ofNanos(periods[i]));
        }
        return load;
    }

    private static long[] pick(Random random, long[] from) {
        return random.ints(5, 0, from.length).mapToLong(i -> from[i]).toArray();
    }

    @Test
    void agreesWithTheExactLoadToTheLastBitWherePeriodsHaveACommonMultiple() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            assertAgrees(seed, random.longs(5, 0, 30_000_000).toArray(), pick(random, ROUND), true, false);
        }
    }

    @Test
    void agreesWithTheExactLoadToTheLastBitWherePeriodsAreOdd() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            assertAgrees(seed, random.longs(5, 0, 30_000_000).toArray(), pick(random, ODD), true);
        }
    }

    private static void assertAgrees(long seed, long[] nanos, long[] periods, boolean... kinds) {
        CpuLoad load = load(nanos, periods);
        double near = load.cores();
        for (double cores : new double[] {Math.nextDown(near), near, Math.nextUp(near)}) {
            for (boolean strict : kinds) {
                assertThat(admits(nanos, periods, cores, strict))
                        .as("seed %d, %s cores, strict %s", seed, cores, strict)
                        .isEqualTo(!load.exceeds(cores));
            }
        }
    }

    @Test
    void looselyRulesNothingOutThatIsAllowed() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            long[] nanos = random.longs(5, 0, 30_000_000).toArray();
            long[] periods = pick(random, ODD);
            double enough = Math.nextUp(load(nanos, periods).cores());
            assertThat(admits(nanos, periods, enough, false))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(admits(nanos, periods, enough * (1 - 1e-9), false))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void admitsThirdsThatFillACore() {
        long[] third = {1, 1, 1};
        long[] three = {3, 3, 3};
        assertThat(admits(third, three, 1, true)).isTrue();
        assertThat(admits(third, three, Math.nextDown(1.0), true)).isFalse();
    }

    @Test
    void holdsLoadsOfHoursAndThousandsOfCores() {
        long hour = Duration.ofHours(1).toNanos();
        long[] nanos = {4000 * hour, hour, hour};
        long[] periods = {hour - 1, hour - 7, hour - 11};
        assertThat(admits(nanos, periods, 4096, true)).isTrue();
        assertThat(admits(nanos, periods, 4001, true)).isFalse();
        assertThat(admits(nanos, periods, 4001, false)).isFalse();
    }
}
