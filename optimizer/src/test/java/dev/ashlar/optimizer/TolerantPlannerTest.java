/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Less fetching for a little accuracy. */
class TolerantPlannerTest {
    private final CpSatPlanner planner = CpSatPlanner.lagrangian();

    private static Set<Digest> digests(PlanRequest request, Plan plan) {
        Set<Digest> digests = new HashSet<>();
        plan.chains().values().forEach(chain -> request.model(chain.model()).variants(chain).stream()
                .map(PlanModel.Variant::digest)
                .forEach(digests::add));
        return digests;
    }

    /** The problem with a little less of everything, after its best plan. */
    private PlanRequest after(PlanRequest request, Plan plan, double factor) {
        ResourceBudget budget = request.budget();
        return request.withBudget(new ResourceBudget(
                        Bytes.of((long) (budget.memory().count() * factor)), budget.cpuCores() * factor))
                .withResident(digests(request, plan), 0);
    }

    @Test
    void staysWithinTheToleranceAndNeverFetchesMore() {
        double usual = 0;
        double tolerant = 0;
        for (long seed = 0; seed < 40; seed++) {
            PlanRequest first = PlanRequests.sized(seed, 4, 4, 5, 5, PlanRequests.Tightness.MEDIUM);
            if (!(planner.plan(first) instanceof Feasible before)) {
                continue;
            }
            PlanRequest next = after(first, before.plan(), 0.97);
            PlanRules rules = next.rules().withRunning(before.plan(), 0);
            if (!(planner.plan(next) instanceof Feasible best)) {
                continue;
            }
            double weights = next.workload().streams().stream()
                    .mapToDouble(StreamSpec::weight)
                    .sum();
            for (double tolerance : new double[] {1e-4, 1e-2}) {
                PlanRequest asked = next.withRules(rules.withSwitchingTolerance(tolerance));
                Feasible found = (Feasible) planner.plan(asked);
                assertThat(PlanAudit.violations(asked, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
                assertThat(found.objective())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(best.objective() - tolerance * weights - 1e-9);
                double least = PlanForecast.of(next, best.plan()).fetchBytes();
                double fetched = PlanForecast.of(next, found.plan()).fetchBytes();
                assertThat(fetched).as("seed %d", seed).isLessThanOrEqualTo(least);
                assertThat(found.isOptimal()).as("seed %d", seed).isEqualTo(best.isOptimal());
                usual += least;
                tolerant += fetched;
            }
        }
        assertThat(tolerant).isLessThan(0.6 * usual);
    }

    @Test
    void keepsThePlanInForceWhereItIsGoodEnough() {
        PlanRequest first = PlanRequests.sized(3, 4, 4, 5, 5, PlanRequests.Tightness.MEDIUM);
        Feasible before = (Feasible) planner.plan(first);
        PlanRequest next = after(first, before.plan(), 1.02);
        PlanRules rules = next.rules().withRunning(before.plan(), 0).withSwitchingTolerance(0.05);
        Feasible found = (Feasible) planner.plan(next.withRules(rules));
        assertThat(found.plan().chains()).isEqualTo(before.plan().chains());
        assertThat(found.isOptimal()).isTrue();
    }

    @Test
    void isForTheWeightedSumAlone() {
        PlanRules fair = PlanRules.PLAIN.withGoal(Goal.MAX_MIN);
        assertThatThrownBy(() -> fair.withSwitchingTolerance(0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("switching tolerance (0.1)")
                .hasMessageContaining("MAX_MIN");
        assertThat(fair.withSwitchingTolerance(0).switchingTolerance()).isZero();
    }
}
