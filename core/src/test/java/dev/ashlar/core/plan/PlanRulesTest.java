/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.A;
import static dev.ashlar.core.plan.Plans.B;
import static dev.ashlar.core.plan.Plans.C;
import static dev.ashlar.core.plan.Plans.NET;
import static dev.ashlar.core.plan.Plans.OTHER;
import static dev.ashlar.core.plan.Plans.PLAN;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.plan;
import static dev.ashlar.core.plan.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanRulesTest {
    private static final BlockChain FULL = chain("net", "original", "original");
    private static final BlockChain HALF = chain("net", "half", "original");

    private static PlanRequest alone(StreamSpec stream, PlanRules rules) {
        return PlanRequest.of(
                        Workload.of(List.of(stream)),
                        Map.of(NET.id(), NET, OTHER.id(), OTHER),
                        new ResourceBudget(Bytes.of(1000), 1))
                .withRules(rules);
    }

    private static ChoiceRule rule(String stream, String block, String descendant) {
        return new ChoiceRule(new StreamId(stream), NET.id(), new BlockId(block), new DescendantId(descendant));
    }

    @Test
    void holdsPlansToPinsAndExclusions() {
        PlanRules pinned = PlanRules.PLAIN.withPins(Set.of(rule("a", "b0", "half")));
        assertThat(PlanAudit.violations(alone(A, pinned), plan(Map.of("a", HALF))))
                .isEmpty();
        assertThat(PlanAudit.violations(alone(A, pinned), plan(Map.of("a", FULL))))
                .containsExactly("Stream a: block b0 is pinned to half.");
        PlanRules excluded = PlanRules.PLAIN.withExclusions(Set.of(rule("a", "b0", "half")));
        assertThat(PlanAudit.violations(alone(A, excluded), plan(Map.of("a", HALF))))
                .containsExactly("Stream a: descendant half of block b0 is excluded.");
    }

    @Test
    void refusesRulesAboutWhatIsNotThere() {
        assertThatThrownBy(() -> alone(A, PlanRules.PLAIN.withPins(Set.of(rule("x", "b0", "half")))))
                .hasMessageContaining("must name a stream and one of its networks");
        assertThatThrownBy(() -> alone(A, PlanRules.PLAIN.withPins(Set.of(rule("a", "b9", "half")))))
                .hasMessageContaining("must name a block of its network");
        assertThatThrownBy(() -> alone(A, PlanRules.PLAIN.withExclusions(Set.of(rule("a", "b0", "none")))))
                .hasMessage("The block b0 has no descendant named none.");
    }

    @Test
    void letsAStreamHaveAnyOfItsNetworks() {
        Plan other = plan(Map.of("a", chain("other", "original")));
        assertThat(PlanAudit.violations(alone(A, PlanRules.PLAIN), other))
                .containsExactly("Stream a: its chain belongs to other instead of net.");
        StreamSpec either = A.withAlternatives(List.of(OTHER.id()));
        assertThat(PlanAudit.violations(alone(either, PlanRules.PLAIN), other)).isEmpty();
        assertThat(PlanForecast.of(alone(either, PlanRules.PLAIN), other).memoryBytes())
                .isEqualTo(53);
    }

    @Test
    void countsARateStepByItsUtilityAndItsPeriod() {
        StreamSpec slower = A.withRateSteps(List.of(new RateStep(Duration.ofNanos(200), 0.5)));
        Plan plan = new Plan(0, Map.of(A.id(), FULL), Map.of(), Map.of(A.id(), Duration.ofNanos(200)), List.of());
        PlanRequest request = alone(slower, PlanRules.PLAIN);
        assertThat(PlanAudit.violations(request, plan)).isEmpty();
        PlanForecast forecast = PlanForecast.of(request, plan);
        assertThat(forecast.cpuCores()).isCloseTo(55 / 200.0, within(1e-15));
        assertThat(forecast.value()).isEqualTo(0.375);
        assertThat(forecast.least()).isEqualTo(0.375);
        assertThat(PlanAudit.violations(alone(A, PlanRules.PLAIN), plan))
                .containsExactly("Stream a: a frame in every PT0.0000002S is none of its rate steps.");
    }

    @Test
    void countsSessionsForEachStreamAndEnergyForEachFrame() {
        PlanModel.Variant own =
                Plans.variant("original", 0, 10, 20, "d").withPrivateBytes(3).withNanojoules(50);
        PlanModel model = Plans.model("net", 0, 5, List.of(own)).withActivationBytes(4);
        PlanRequest request = PlanRequest.of(
                Workload.of(List.of(A, B)), Map.of(model.id(), model), new ResourceBudget(Bytes.of(39), 1, 0.67));
        Plan plan = plan(Map.of("a", chain("net", "original"), "b", chain("net", "original")));
        PlanForecast forecast = PlanForecast.of(request, plan);
        assertThat(forecast.memoryBytes()).isEqualTo(5 + 20 + 2 * (3 + 4));
        assertThat(forecast.watts()).isCloseTo(0.5 + 50 / 300.0, within(1e-12));
        assertThat(PlanAudit.violations(request, plan)).isEmpty();
        assertThat(PlanAudit.violations(request.withBudget(new ResourceBudget(Bytes.of(38), 1, 0.66)), plan))
                .containsExactly(
                        "The plan occupies 39 bytes of a budget of 38.",
                        "The plan uses 0.6666666666666666 W of a budget of 0.66 W.");
    }

    @Test
    void knowsWhoIsServedWorst() {
        PlanRequest request = request().withRules(PlanRules.PLAIN.withGoal(Goal.MAX_MIN));
        PlanForecast forecast = PlanForecast.of(request, PLAN);
        assertThat(forecast.least()).isEqualTo(0.625);
        assertThat(forecast.objective(request)).isEqualTo(0.625);
    }

    @Test
    void chargesForBlocksThatChange() {
        PlanRules rules = PlanRules.PLAIN.withRunning(PLAN, 0.01);
        PlanRequest request = request().withRules(rules);
        assertThat(PlanForecast.of(request, PLAN).changedBlocks()).isZero();
        Plan changed = Plans.with("a", HALF);
        assertThat(PlanForecast.of(request, changed).changedBlocks()).isEqualTo(1);
        assertThat(PlanForecast.of(request, changed).objective(request)).isCloseTo(2.0 - 0.01, within(1e-12));
    }

    @Test
    void waitsForTheLongestSegmentOfAnotherStream() {
        ResponseModel scheduled = new ResponseModel.Scheduled(List.of(1.0), 1);
        PlanRules rules = PlanRules.PLAIN.withResponse(scheduled);
        PlanRequest request =
                request(10_000, 1, A, C.withDeadline(Duration.ofNanos(40))).withRules(rules);
        Plan plan = plan(Map.of("a", HALF, "c", chain("other", "original")));
        PlanForecast forecast = PlanForecast.of(request, plan);
        assertThat(forecast.streams()).containsEntry(A.id(), new PlanForecast.StreamForecast(35, 0.625, 35 + 9));
        assertThat(forecast.streams()).containsEntry(C.id(), new PlanForecast.StreamForecast(10, 0.75, 10 + 20));
        // 35/55 + 10/40 + 20/40 > 1
        assertThat(PlanAudit.violations(request, plan)).hasSize(1).allSatisfy(each -> assertThat(each)
                .startsWith("The deadlines ask for 1.38")
                .endsWith("workers' time of 1 workers."));
        PlanRequest wide = request(
                        10_000, 3, A.withDeadline(Duration.ofNanos(1000)), C.withDeadline(Duration.ofNanos(40)))
                .withRules(rules);
        // (35+9)/100 + (10+20)/40 + 2 * 30/40 <= 3
        assertThat(PlanAudit.violations(wide, plan)).isEmpty();
    }

    @Test
    void slowsDownWhatRunsBesideOthers() {
        ResponseModel.Scheduled scheduled = new ResponseModel.Scheduled(List.of(1.0, 1.5), 1);
        assertThat(scheduled.slowdown(1)).isEqualTo(1);
        assertThat(scheduled.slowdown(7)).isEqualTo(1.5);
        PlanRequest request = request(10_000, 2, A.withDeadline(Duration.ofNanos(70)), C)
                .withRules(PlanRules.PLAIN.withResponse(scheduled));
        Plan plan = plan(Map.of("a", HALF, "c", chain("other", "original")));
        assertThat(PlanForecast.of(request, plan).streams())
                .containsEntry(A.id(), new PlanForecast.StreamForecast(35, 0.625, 53 + 14));
        assertThatThrownBy(() -> new ResponseModel.Scheduled(List.of(1.5, 1.0), 1))
                .hasMessageContaining("must not fall");
    }
}
