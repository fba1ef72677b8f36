/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.testing.RichRequests;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The planner when time runs out, on a clock that ticks each time it is read: equal on every machine. */
class AnytimeTest {
    private static final double RESOLUTION = 1e-8;
    private static final int[] LIMITS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

    /** Ticks with every look at it, and does something at one of them. */
    private static final class LookTicker implements Ticker {
        private final int at;
        private final Runnable action;
        private long looks;

        LookTicker(int at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        @Override
        public long nanos() {
            if (++looks == at) {
                action.run();
            }
            return looks;
        }
    }

    private static List<PlanRequest> problems() {
        List<PlanRequest> problems = new ArrayList<>();
        for (PlanRequests.Tightness tightness : PlanRequests.Tightness.values()) {
            for (long seed = 0; seed < 3; seed++) {
                problems.add(PlanRequests.sized(seed, 3, 6, 6, 5, tightness));
            }
        }
        for (long seed = 0; seed < 60; seed++) {
            problems.add(RichRequests.late(seed));
        }
        return problems;
    }

    @Test
    void isNeverWorseWithMoreTimeAndKeepsWithinIt() {
        int improved = 0;
        List<PlanRequest> problems = problems();
        for (int i = 0; i < problems.size(); i++) {
            double last = Double.NEGATIVE_INFINITY;
            double first = Double.NaN;
            for (int limit : LIMITS) {
                LookTicker ticker = new LookTicker(0, () -> {});
                PlanRequest request = problems.get(i).withTimeLimit(Duration.ofNanos(limit));
                PlanOutcome outcome = new CpSatPlanner(ticker, Prover.none()).plan(request);
                assertThat(ticker.looks)
                        .as("problem %d, %d looks", i, limit)
                        .isLessThanOrEqualTo(limit + limit / 10 + 20);
                if (outcome instanceof Feasible found) {
                    assertThat(PlanAudit.violations(request, found.plan())).isEmpty();
                    assertThat(found.objective())
                            .as("problem %d, %d looks", i, limit)
                            .isGreaterThanOrEqualTo(last - RESOLUTION);
                    last = found.objective();
                    first = Double.isNaN(first) ? last : first;
                } else {
                    assertThat(last)
                            .as("problem %d, %d looks: a plan is lost", i, limit)
                            .isInfinite();
                }
            }
            improved += last > first + RESOLUTION ? 1 : 0;
        }
        assertThat(improved).as("problems that more time is good for").isPositive();
    }

    @Test
    void isNearTheBestPlanAtOnceWhereProblemsAreSmallEvenIfTimeIsUp() {
        for (PlanRequests.Tightness tightness : PlanRequests.Tightness.values()) {
            for (long seed = 0; seed < 10; seed++) {
                PlanRequest request = PlanRequests.sized(seed, 6, 6, 6, 5, tightness);
                PlanOutcome whole = CpSatPlanner.lagrangian().plan(request);
                PlanOutcome cut = new CpSatPlanner(new LookTicker(0, () -> {}), Prover.none())
                        .plan(request.withTimeLimit(Duration.ofNanos(1)));
                if (whole instanceof Feasible best) {
                    double weights = request.workload().streams().stream()
                            .mapToDouble(StreamSpec::weight)
                            .sum();
                    assertThat(cut).as("seed %d, %s", seed, tightness).isInstanceOf(Feasible.class);
                    assertThat((best.objective() - ((Feasible) cut).objective()) / weights)
                            .as("seed %d, %s", seed, tightness)
                            .isLessThan(2e-3);
                }
            }
        }
    }

    @Test
    void goesOnFromThePlanInForce() {
        int kept = 0;
        for (long seed = 0; seed < 20; seed++) {
            PlanRequest request = PlanRequests.sized(seed, 3, 6, 6, 5, PlanRequests.Tightness.MEDIUM);
            if (CpSatPlanner.lagrangian().plan(request) instanceof Feasible before) {
                PlanRequest again = request.withRules(request.rules().withRunning(before.plan(), 0));
                Instance instance = Instance.of(again);
                DualPoint free = DualPoint.at(new Prices(instance), new ChainSearch(instance), instance, null);
                Column[] columns = InForce.columns(instance, Objects.requireNonNull(free).columns);
                Plan found = new PlanState(instance, Objects.requireNonNull(columns)).plan();
                assertThat(found.chains())
                        .as("seed %d", seed)
                        .isEqualTo(before.plan().chains());
                kept++;
            }
        }
        assertThat(kept).isPositive();
    }

    @Test
    void givesStreamsThatThePlanInForceDoesNotServeWhatIsBestForThem() {
        PlanRequest request = PlanRequests.sized(1, 3, 6, 6, 5, PlanRequests.Tightness.MEDIUM);
        Instance instance = Instance.of(request);
        Column[] free = Objects.requireNonNull(
                        DualPoint.at(new Prices(instance), new ChainSearch(instance), instance, null))
                .columns;
        assertThat(InForce.columns(instance, free)).isNull();
        Plan none = Plan.of(Map.of());
        Instance served = Instance.of(request.withRules(request.rules().withRunning(none, 0)));
        assertThat(InForce.columns(served, free)).isNull();
    }

    @Test
    void isUndecidedWhereTimeIsUpBeforeAnythingIsKnown() {
        int undecided = 0;
        for (long seed = 0; seed < 400; seed++) {
            PlanRequest request = (seed % 2 == 0 ? PlanRequests.small(seed) : RichRequests.late(seed))
                    .withTimeLimit(Duration.ofNanos(1));
            PlanOutcome outcome = new CpSatPlanner(new LookTicker(0, () -> {}), Prover.none()).plan(request);
            if (outcome instanceof PlanOutcome.Undecided answer) {
                undecided++;
                assertThat(answer.spent()).as("seed %d", seed).isPositive();
            }
            PlanOutcome later = CpSatPlanner.lagrangian().plan(request.withTimeLimit(Duration.ofSeconds(20)));
            if (outcome instanceof PlanOutcome.Infeasible) {
                assertThat(later).as("seed %d", seed).isInstanceOf(PlanOutcome.Infeasible.class);
            }
        }
        assertThat(undecided).isPositive();
    }

    @Test
    void answersWithTheBestPlanSoFarWhereverItIsCancelledAndServesOn() {
        PlanRequest request =
                PlanRequests.sized(1, 3, 6, 6, 5, PlanRequests.Tightness.MEDIUM).withTimeLimit(Duration.ofSeconds(1));
        PlanOutcome whole = new CpSatPlanner(new LookTicker(0, () -> {}), Prover.none()).plan(request);
        double last = Double.NEGATIVE_INFINITY;
        for (int at : LIMITS) {
            CpSatPlanner[] planner = new CpSatPlanner[1];
            LookTicker ticker =
                    new LookTicker(at, () -> Objects.requireNonNull(planner[0]).cancel());
            planner[0] = new CpSatPlanner(ticker, Prover.none());
            PlanOutcome cut = planner[0].plan(request);
            if (cut instanceof Feasible found) {
                assertThat(PlanAudit.violations(request, found.plan())).isEmpty();
                assertThat(found.objective()).as("at look %d", at).isGreaterThanOrEqualTo(last - RESOLUTION);
                last = found.objective();
            }
            assertThat(planner[0].cancel()).as("nothing is under way").isFalse();
            assertThat(planner[0].plan(request))
                    .as("after a cancel at look %d", at)
                    .isEqualTo(whole);
        }
        assertThat(last).isFinite();
    }
}
