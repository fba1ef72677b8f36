/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.A;
import static dev.ashlar.core.plan.Plans.NET;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.plan.Explanation.BudgetUse;
import dev.ashlar.core.testing.ExhaustivePlanner;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    /** The original of b0 needs 157 bytes, the half 97; a sixteenth of 150 is 9. */
    private static final PlanRequest TIGHT =
            PlanRequest.of(Workload.of(List.of(A)), Map.of(NET.id(), NET), new ResourceBudget(Bytes.of(150), 1));

    private static Explanation explain(PlanRequest request, Plan before) {
        Planner planner = new ExhaustivePlanner();
        return new Explainer(planner).explain(request, (PlanOutcome.Feasible) planner.plan(request), before);
    }

    @Test
    void tellsWhatMoreOfABudgetWouldBring() {
        Explanation told = explain(TIGHT, Plan.NONE);
        assertThat(told.budgets())
                .containsExactly(
                        new BudgetUse("memory", 97, 150, "bytes", true), new BudgetUse("cpu", 0.35, 1, "cores", false));
        assertThat(told.gains()).hasSize(1);
        assertThat(told.gains().get(0)).hasToString("8.58e-06 MiB more memory: +12.5 points on a");
    }

    @Test
    void tellsTheBestExchangeThatDoesNotFit() {
        assertThat(explain(TIGHT, Plan.NONE).refused())
                .hasToString("original in block b0 of a: +12.5 points, but:"
                        + " The plan occupies 157 bytes of a budget of 150.");
    }

    @Test
    void tellsWhatChanges() {
        Plan before = plan(Map.of("a", chain("net", "original", "original")));
        assertThat(explain(TIGHT, before).changes()).containsExactly("a: b0 original -> half");
        assertThat(explain(TIGHT, Plan.NONE).changes()).containsExactly("a is served now");
    }

    @Test
    void hasNothingToTellWhereEverythingFits() {
        PlanRequest loose = TIGHT.withBudget(new ResourceBudget(Bytes.of(1000), 1));
        Explanation told = explain(loose, plan(Map.of("a", chain("net", "original", "original"))));
        assertThat(told.gains()).isEmpty();
        assertThat(told.refused()).isNull();
        assertThat(told.changes()).isEmpty();
    }
}
