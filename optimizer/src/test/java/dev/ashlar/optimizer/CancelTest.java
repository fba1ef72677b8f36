/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.testing.PlanRequests;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CancelTest {
    @Test
    void answersWithTheBestPlanSoFarWhenItIsCancelled() {
        PlanRequest large = PlanRequests.sized(7, 40, 40, 10, 8, PlanRequests.Tightness.MEDIUM)
                .withTimeLimit(Duration.ofMinutes(10));
        CpSatPlanner planner = CpSatPlanner.open(Path.of("target", "natives"));
        Thread canceller = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                planner.cancel();
                Thread.onSpinWait();
            }
        });
        canceller.start();
        PlanOutcome outcome = planner.plan(large);
        canceller.interrupt();
        if (outcome instanceof PlanOutcome.Feasible found) {
            assertThat(PlanAudit.violations(large, found.plan())).isEmpty();
        }
    }

    @Test
    void plansWithoutTheSolver() {
        assertThat(CpSatPlanner.lagrangian().isExact()).isFalse();
        assertThat(CpSatPlanner.lagrangian().plan(CpSatPlanner.warmUp())).isInstanceOf(PlanOutcome.Feasible.class);
    }
}
