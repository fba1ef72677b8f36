/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.testing.PlanRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SolverTest {
    private final List<Alert> heard = new ArrayList<>();
    private final Alerts alerts = new Alerts(List.of(heard::add), () -> 3);

    private record Lame(@Nullable String impairment) implements Planner {
        @Override
        public PlanOutcome plan(PlanRequest request) {
            return new PlanOutcome.Undecided(Duration.ofMillis(1));
        }
    }

    @Test
    void tellsOnceOfAPlannerThatHasToDoWithoutSomething() {
        Solver solver = new Solver(() -> new Lame("There is no solver."), alerts);
        solver.warm();
        solver.warm();
        assertThat(heard).containsExactly(new Alert(AlertCode.PLANNER_IMPAIRED, "planner", "There is no solver.", 3));
    }

    @Test
    void tellsOfAFailureOnceUntilItIsOver() {
        List<@Nullable String> impairments = new ArrayList<>();
        Planner planner = new Planner() {
            @Override
            public PlanOutcome plan(PlanRequest request) {
                impairments.remove(0);
                return new PlanOutcome.Undecided(Duration.ofMillis(1));
            }

            @Override
            public @Nullable String impairment() {
                return impairments.get(0);
            }
        };
        impairments.addAll(Arrays.asList(null, "It failed.", "It failed.", null, "It failed."));
        Solver solver = new Solver(() -> planner, alerts);
        solver.warm();
        PlanRequest request = PlanRequests.small(1);
        for (int i = 0; i < 4; i++) {
            solver.plan(request);
        }
        assertThat(heard).extracting(Alert::message).containsExactly("It failed.", "It failed.");
    }

    @Test
    void tellsNothingOfAPlannerThatHasAll() {
        new Solver(() -> new Lame(null), alerts).warm();
        assertThat(heard).isEmpty();
    }
}
