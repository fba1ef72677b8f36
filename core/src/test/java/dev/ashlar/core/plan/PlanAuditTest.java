/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.A;
import static dev.ashlar.core.plan.Plans.B;
import static dev.ashlar.core.plan.Plans.C;
import static dev.ashlar.core.plan.Plans.MEMORY;
import static dev.ashlar.core.plan.Plans.PLAN;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.plan;
import static dev.ashlar.core.plan.Plans.request;
import static dev.ashlar.core.plan.Plans.variant;
import static dev.ashlar.core.plan.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanAuditTest {
    private static void assertViolates(PlanRequest request, Plan plan, String sentence) {
        assertThat(PlanAudit.violations(request, plan)).containsExactly(sentence);
    }

    @Test
    void passesAPlanThatFillsEveryLimitExactly() {
        assertThat(PlanAudit.violations(request(), PLAN)).isEmpty();
    }

    @Test
    void passesAnEmptyPlanOfAnEmptyWorkload() {
        assertThat(PlanAudit.violations(request(0, 1), Plan.NONE)).isEmpty();
    }

    @Test
    void namesAStreamOneNanosecondLate() {
        PlanRequest hasty = request(MEMORY, 2, A.withDeadline(Duration.ofNanos(54)), B, C);
        assertViolates(hasty, PLAN, "Stream a takes 55 ns and has 54 ns until its deadline.");
    }

    @Test
    void namesMemoryOneByteOver() {
        assertViolates(
                request(MEMORY - 1, 2, A, B, C),
                PLAN,
                "The plan occupies %d bytes of a budget of %d.".formatted(MEMORY, MEMORY - 1));
    }

    @Test
    void namesCpuALastBitOver() {
        PlanRequest thirds = request(1000, 2, A.withPeriod(Duration.ofNanos(165)), B.withPeriod(Duration.ofNanos(105)));
        Plan both = plan(Map.of("a", chain("net", "original", "original"), "b", chain("net", "half", "original")));
        PlanRequest exact = thirds.withBudget(thirds.budget().withCpuCores(2 / 3.0 + 1e-16));
        assertThat(PlanAudit.violations(exact, both)).isEmpty();
        PlanRequest less = thirds.withBudget(thirds.budget().withCpuCores(0.66666666666666));
        assertViolates(less, both, "The plan uses 0.6666666666666666 cores of a budget of 0.66666666666666.");
    }

    @Test
    void passesThreeThirdsOfTwoCores() {
        PlanModel third = Plans.model("net", 0, 0, List.of(variant("original", 0, 2, 1, "d")));
        Map<String, BlockChain> chains = new HashMap<>();
        for (String id : List.of("x", "y", "z")) {
            chains.put(id, chain("net", "original"));
        }
        PlanRequest request = PlanRequest.of(
                Workload.of(List.of(
                        Plans.stream("x", "net", 3, 9),
                        Plans.stream("y", "net", 3, 9),
                        Plans.stream("z", "net", 3, 9))),
                Map.of(third.id(), third),
                new ResourceBudget(Bytes.of(1), 2));
        assertThat(PlanAudit.violations(request, plan(chains))).isEmpty();
        assertThat(PlanAudit.violations(
                        request.withBudget(request.budget().withCpuCores(Math.nextDown(2.0))), plan(chains)))
                .hasSize(1);
    }

    @Test
    void namesAnAccuracyBelowTheFloor() {
        assertThat(PlanAudit.violations(request(MEMORY, 2, A, B.withAccuracyFloor(0.625), C), PLAN))
                .isEmpty();
        assertViolates(
                request(MEMORY, 2, A, B.withAccuracyFloor(0.626), C),
                PLAN,
                "Stream b is predicted an accuracy of 0.625, below its floor of 0.626.");
    }

    @Test
    void forgivesRoundingOfAFloorAndNoMore() {
        assertThat(PlanAudit.violations(request(MEMORY, 2, A, B.withAccuracyFloor(0.625 + 9e-10), C), PLAN))
                .isEmpty();
        assertThat(PlanAudit.violations(request(MEMORY, 2, A, B.withAccuracyFloor(0.625 + 2e-9), C), PLAN))
                .hasSize(1);
    }

    @Test
    void namesAStreamThatIsNeitherServedNorPaused() {
        PlanRequest request = request();
        Map<StreamId, BlockChain> chains = new HashMap<>(PLAN.chains());
        chains.remove(B.id());
        assertViolates(request, Plan.of(chains), "Stream b is neither served nor paused.");
        assertThat(PlanAudit.violations(request, new Plan(0, chains, Map.of(B.id(), "no memory"))))
                .isEmpty();
    }

    @Test
    void namesAStreamThatNobodyAskedFor() {
        assertViolates(request(MEMORY, 2, A, B), PLAN, "Stream c is planned but not asked for.");
        Plan paused = new Plan(0, Map.of(), Map.of(C.id(), "why not"));
        assertViolates(request(0, 1), paused, "Stream c is planned but not asked for.");
    }

    @Test
    void namesAChainOfAnotherNetwork() {
        assertViolates(
                request(), with("c", chain("net", "original")), "Stream c: its chain belongs to net instead of other.");
    }

    @Test
    void namesAChainOfTheWrongLength() {
        assertViolates(
                request(), with("a", chain("net", "original")), "Stream a: its chain has 1 choices for 2 blocks.");
    }

    @Test
    void namesADescendantThatTheBlockDoesNotHave() {
        assertViolates(
                request(), with("a", chain("net", "original", "half")), "Stream a: block b1 has no descendant half.");
    }

    @Test
    void namesAnOtherwiseAllowedDescendantBehindOthersThanThoseItIsBoundTo() {
        PlanModel polished = Plans.model(
                "net",
                5,
                7,
                Plans.NET.blocks().get(0).variants(),
                List.of(variant("original", 0, 20, 50, "shared"), Plans.bound("p", -0.1, 20, 50, "head", "half")));
        PlanRequest request = PlanRequest.of(
                Workload.of(List.of(A)), Map.of(polished.id(), polished), new ResourceBudget(Bytes.of(1000), 9));
        assertThat(PlanAudit.violations(request, plan(Map.of("a", chain("net", "half", "p")))))
                .isEmpty();
        assertViolates(
                request,
                plan(Map.of("a", chain("net", "original", "p"))),
                "Stream a: descendant p of block b1 goes behind [half] alone.");
        assertThat(PlanAudit.violations(
                        request.withBudget(request.budget().withMemory(Bytes.of(96))),
                        plan(Map.of("a", chain("net", "half", "p")))))
                .containsExactly("The plan occupies 97 bytes of a budget of 96.");
    }

    @Test
    void namesEveryViolationOfAPlan() {
        PlanRequest harsh = request(1, 0.001, A.withDeadline(Duration.ofNanos(1)), B.withAccuracyFloor(1), C);
        assertThat(PlanAudit.violations(harsh, PLAN)).hasSize(4);
    }

    @Test
    void countsADigestOnceWithTheMostBytesThatAnyUserMeasured() {
        PlanModel larger = Plans.model("other", 1, 3, List.of(variant("original", 0, 9, 60, "shared")));
        PlanRequest before = request();
        PlanRequest request = PlanRequest.of(
                before.workload(), Map.of(Plans.NET.id(), Plans.NET, larger.id(), larger), before.budget());
        assertViolates(request, PLAN, "The plan occupies %d bytes of a budget of %d.".formatted(MEMORY + 10, MEMORY));
        assertThat(PlanForecast.of(request, PLAN).memoryBytes()).isEqualTo(MEMORY + 10);
    }
}
