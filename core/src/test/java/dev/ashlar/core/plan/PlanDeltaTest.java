/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.PLAN;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.plan;
import static dev.ashlar.core.plan.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.workload.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanDeltaTest {
    @Test
    void isNothingBetweenEqualPlansOfAnyRevision() {
        assertThat(PlanDelta.between(PLAN, PLAN.at(9))).isEqualTo(new PlanDelta(0, 0));
        assertThat(PlanDelta.between(Plan.NONE, Plan.NONE)).isEqualTo(new PlanDelta(0, 0));
    }

    @Test
    void countsPlacesAndStreamsThatChanged() {
        assertThat(PlanDelta.between(PLAN, with("a", chain("net", "half", "original"))))
                .isEqualTo(new PlanDelta(1, 1));
        assertThat(PlanDelta.between(PLAN, with("a", chain("net", "half", "half"))))
                .isEqualTo(new PlanDelta(2, 1));
    }

    @Test
    void countsANewStreamInFullAndAClosedOneOnce() {
        assertThat(PlanDelta.between(Plan.NONE, PLAN)).isEqualTo(new PlanDelta(5, 3));
        assertThat(PlanDelta.between(PLAN, Plan.NONE)).isEqualTo(new PlanDelta(0, 3));
        assertThat(PlanDelta.between(PLAN, plan(Map.of("d", chain("other", "original")))))
                .isEqualTo(new PlanDelta(1, 4));
    }

    @Test
    void countsAStreamInFullIfItsNetworkIsAnotherOrWasCutAnew() {
        assertThat(PlanDelta.between(PLAN, with("a", chain("other", "original"))))
                .isEqualTo(new PlanDelta(1, 1));
        assertThat(PlanDelta.between(PLAN, with("a", chain("net", "original", "original", "original"))))
                .isEqualTo(new PlanDelta(3, 1));
        assertThat(PlanDelta.between(PLAN, with("a", chain("net", "original")))).isEqualTo(new PlanDelta(1, 1));
    }

    @Test
    void noStreamIsBothServedAndPaused() {
        assertThatThrownBy(() -> new Plan(1, PLAN.chains(), Map.of(new StreamId("a"), "no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The stream a is both served and paused.");
    }

    @Test
    void everyOutcomeFoldsToItsOwnCase() {
        Stream<PlanOutcome> outcomes = Stream.of(
                new PlanOutcome.Feasible(PLAN, 1, 0),
                new PlanOutcome.Infeasible(List.of()),
                new PlanOutcome.Undecided(Duration.ofMillis(5)));
        assertThat(outcomes.map(outcome -> outcome.<String>fold(
                        f -> "feasible " + f.objective(),
                        i -> "infeasible " + i.shortfalls(),
                        u -> "undecided " + u.spent())))
                .containsExactly("feasible 1.0", "infeasible []", "undecided PT0.005S");
    }

    @Test
    void aPlanIsOptimalIfItsGapIsZeroAndNoGapIsNegative() {
        assertThat(new PlanOutcome.Feasible(PLAN, 1, 0).isOptimal()).isTrue();
        assertThat(new PlanOutcome.Feasible(PLAN, 1, 1e-12).isOptimal()).isFalse();
        assertThatThrownBy(() -> new PlanOutcome.Feasible(PLAN, 1, -1e-12))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PlanOutcome.Feasible(PLAN, 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aShortfallSaysWhatIsMissing() {
        assertThat(new Shortfall("cpu", 2, 1, "cores"))
                .asString()
                .matches("cpu: at least 2[.,]000 cores needed, 1[.,]000 available");
    }
}
