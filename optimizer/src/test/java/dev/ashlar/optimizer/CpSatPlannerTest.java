/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static dev.ashlar.optimizer.Problems.block;
import static dev.ashlar.optimizer.Problems.bound;
import static dev.ashlar.optimizer.Problems.model;
import static dev.ashlar.optimizer.Problems.request;
import static dev.ashlar.optimizer.Problems.stream;
import static dev.ashlar.optimizer.Problems.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CpSatPlannerTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final CpSatPlanner planner = new CpSatPlanner(Ticker.system());

    @BeforeAll
    static void loadTheSolver() {
        CpSatPlanner.open(Path.of("target", "natives"));
    }

    private static PlanOutcome.Feasible feasible(PlanOutcome outcome) {
        assertThat(outcome).isInstanceOf(PlanOutcome.Feasible.class);
        return (PlanOutcome.Feasible) outcome;
    }

    private static List<Shortfall> shortfalls(PlanOutcome outcome) {
        assertThat(outcome).isInstanceOf(PlanOutcome.Infeasible.class);
        return ((PlanOutcome.Infeasible) outcome).shortfalls();
    }

    private static List<String> choices(PlanOutcome outcome, String stream) {
        Plan plan = feasible(outcome).plan();
        return plan.chains().entrySet().stream()
                .filter(entry -> entry.getKey().equals(new StreamId(stream)))
                .flatMap(entry -> entry.getValue().choices().stream())
                .map(DescendantId::value)
                .toList();
    }

    /** One block: the original takes 10 ns, 2 MiB; the small one 4 ns, 1 MiB and 0.01 of accuracy. */
    private static PlanModel twoSizes() {
        return model(
                "net", block(variant("original", 0, 10, 2 << 20, "large"), variant("small", 0.01, 4, 1 << 20, "tiny")));
    }

    @Test
    void answersAnEmptyWorkloadWithAnEmptyPlan() {
        PlanOutcome.Feasible answer = feasible(planner.plan(request(List.of(), 0, 1)));
        assertThat(answer.plan()).isEqualTo(Plan.of(Map.of()));
        assertThat(answer.objective()).isZero();
        assertThat(answer.isOptimal()).isTrue();
    }

    @Test
    void keepsThePlanOfTheLagrangianWhereTheSolverFailsAndSaysSoUntilItWorks() {
        boolean[] broken = {true};
        int[] searches = {0};
        Prover prover = Prover.of((left, start, stop) -> {
            searches[0]++;
            if (broken[0]) {
                throw new UnsatisfiedLinkError("no such symbol");
            }
            CpSatSearch search = new CpSatSearch(left, start, stop);
            search.run();
            return search;
        });
        CpSatPlanner shaky = new CpSatPlanner(Ticker.system(), prover);
        long seed = 0;
        while (searches[0] == 0) {
            PlanRequest request = PlanRequests.sized(++seed, 2, 6, 4, 4, PlanRequests.Tightness.TIGHT);
            PlanOutcome outcome = shaky.plan(request);
            if (searches[0] > 0) {
                PlanOutcome.Feasible kept = feasible(outcome);
                assertThat(PlanAudit.violations(request, kept.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
                assertThat(kept.isOptimal())
                        .as("proven without the solver, seed %d", seed)
                        .isFalse();
                assertThat(shaky.impairment()).contains("no such symbol");
                broken[0] = false;
                assertThat(feasible(shaky.plan(request)).isOptimal())
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(shaky.impairment()).isNull();
            }
            assertThat(seed).as("problems that the Lagrangian solves alone").isLessThan(200);
        }
    }

    @Test
    void choosesTheOriginalsWhereTheyFit() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 10)), 2 << 20, 0.1, twoSizes());
        PlanOutcome.Feasible answer = feasible(planner.plan(request));
        assertThat(choices(answer, "cam")).containsExactly("original");
        assertThat(answer.objective()).isEqualTo(0.9);
        assertThat(answer.gap()).isZero();
    }

    @Test
    void choosesTheSmallerOneNanosecondBeforeTheDeadlineOfTheOriginal() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 9)), 2 << 20, 0.1, twoSizes());
        assertThat(choices(planner.plan(request), "cam")).containsExactly("small");
    }

    @Test
    void choosesTheSmallerOneByteBelowTheMemoryOfTheOriginal() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 10)), (2 << 20) - 1, 0.1, twoSizes());
        assertThat(choices(planner.plan(request), "cam")).containsExactly("small");
    }

    @Test
    void choosesTheSmallerJustBelowTheCpuOfTheOriginal() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 10)), 2 << 20, 0.0999999999, twoSizes());
        assertThat(choices(planner.plan(request), "cam")).containsExactly("small");
    }

    @Test
    void fillsTheCpuBudgetToTheLastBitThoughNoShareIsADecimal() {
        List<StreamSpec> thirds =
                List.of(stream("a", "net", 3, 10), stream("b", "net", 3, 10), stream("c", "net", 3, 10));
        PlanModel model = model("net", block(variant("original", 0, 2, 2, "large"), variant("small", 0.1, 1, 1, "s")));
        PlanOutcome.Feasible answer = feasible(planner.plan(request(thirds, 2, 2, model)));
        assertThat(answer.objective()).isEqualTo(2.7, within(1e-12));
        PlanOutcome.Feasible less = feasible(planner.plan(request(thirds, 3, 1.999999, model)));
        assertThat(less.objective()).isEqualTo(2.6, within(1e-12));
    }

    @Test
    void countsABlockOnceThatTwoStreamsShare() {
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 10), stream("b", "net", 100, 10));
        PlanOutcome answer = planner.plan(request(streams, 2 << 20, 1, twoSizes()));
        assertThat(feasible(answer).objective()).isEqualTo(1.8);
    }

    @Test
    void countsADigestOnceThatTwoNetworksShare() {
        PlanModel other = model(
                "other", block(variant("original", 0, 10, 2 << 20, "large"), variant("small", 0.01, 4, 1, "mini")));
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 10), stream("b", "other", 100, 10));
        PlanOutcome answer = planner.plan(request(streams, 2 << 20, 1, twoSizes(), other));
        assertThat(feasible(answer).objective()).isEqualTo(1.8);
    }

    @Test
    void countsADigestAtItsLargestWhereMeasurementsDiffer() {
        PlanModel first = model("first", block(variant("original", 0, 1, 100, "same"), variant("s", 0.1, 1, 10, "s1")));
        PlanModel second = model("second", block(variant("original", 0, 1, 90, "same"), variant("s", 0.2, 1, 5, "s2")));
        List<StreamSpec> streams = List.of(stream("a", "first", 10, 10), stream("b", "second", 10, 10));
        assertThat(feasible(planner.plan(request(streams, 100, 1, first, second)))
                        .objective())
                .isEqualTo(1.8);
        PlanOutcome tighter = planner.plan(request(streams, 99, 1, first, second));
        assertThat(feasible(tighter).objective()).isEqualTo(1.5, within(1e-12));
        PlanOutcome second90 = planner.plan(request(streams, 100, 1, second, withoutOriginal(first)));
        assertThat(feasible(second90).objective()).isEqualTo(1.7, within(1e-12));
    }

    private static PlanModel withoutOriginal(PlanModel model) {
        return model(model.id().value(), model.blocks().get(0).variants().subList(1, 2));
    }

    @Test
    void countsFixedBytesOnceForEachNetworkInUse() {
        PlanModel plain = twoSizes();
        PlanModel heavy = new PlanModel(plain.id(), 0.9, 0, 100, plain.blocks());
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 10), stream("b", "net", 100, 10));
        long both = (2 << 20) + 100;
        assertThat(feasible(planner.plan(request(streams, both, 1, heavy))).objective())
                .isEqualTo(1.8);
        assertThat(feasible(planner.plan(request(streams, both - 1, 1, heavy))).objective())
                .isEqualTo(1.78);
    }

    @Test
    void keepsTheFloorOfAStreamAtTheExpenseOfHeavierOnes() {
        List<StreamSpec> streams = List.of(
                stream("modest", "net", 100, 10).withAccuracyFloor(0.9),
                stream("heavy", "net", 100, 10).withWeight(1000));
        PlanOutcome answer = planner.plan(request(streams, 3 << 20, 0.14, twoSizes()));
        assertThat(choices(answer, "modest")).containsExactly("original");
        assertThat(choices(answer, "heavy")).containsExactly("small");
    }

    @Test
    void givesWhatIsScarceToTheHeavierStream() {
        List<StreamSpec> streams =
                List.of(stream("light", "net", 100, 10).withWeight(0.5), stream("b", "net", 100, 10));
        PlanOutcome answer = planner.plan(request(streams, 3 << 20, 0.14, twoSizes()));
        assertThat(choices(answer, "light")).containsExactly("small");
        assertThat(choices(answer, "b")).containsExactly("original");
    }

    @Test
    void keepsTheIncumbentWhenTheGainIsBelowTheSwitchCost() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 10)), 4 << 20, 1, twoSizes());
        Set<Digest> resident = Set.of(new Digest("tiny"));
        // The original gains 0.01 and is 2048 KiB to fetch.
        assertThat(choices(planner.plan(request.withResident(resident, 0.0101 / 2048)), "cam"))
                .containsExactly("small");
        assertThat(choices(planner.plan(request.withResident(resident, 0.0099 / 2048)), "cam"))
                .containsExactly("original");
    }

    @Test
    void paysForADigestOnceThatTwoStreamsFetch() {
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 10), stream("b", "net", 100, 10));
        PlanRequest request = request(streams, 4 << 20, 1, twoSizes());
        PlanOutcome answer = planner.plan(request.withResident(Set.of(new Digest("tiny")), 0.0199 / 2048));
        assertThat(choices(answer, "a")).containsExactly("original");
        assertThat(feasible(answer).objective()).isEqualTo(1.8 - 0.0199, within(1e-12));
    }

    /** Two blocks of two sizes, and a head that makes good most of what two small ones lose: 0.1 each. */
    private static PlanModel polished() {
        return model(
                "net",
                block(variant("original", 0, 10, 10, "l0"), variant("small", 0.1, 1, 1, "s0")),
                block(
                        variant("original", 0, 10, 10, "l1"),
                        variant("small", 0.1, 1, 1, "s1"),
                        bound("polish", -0.05, 1, 1, "p1", "small")));
    }

    @Test
    void choosesAPolishedHeadBehindWhatItIsBoundToAlone() {
        for (long deadline : new long[] {2, 10}) {
            PlanOutcome answer = planner.plan(request(List.of(stream("cam", "net", 100, deadline)), 20, 1, polished()));
            assertThat(choices(answer, "cam")).containsExactly("small", "polish");
            assertThat(feasible(answer).objective()).isEqualTo(0.85, within(1e-12));
            assertThat(feasible(answer).isOptimal()).isTrue();
        }
        PlanOutcome roomy = planner.plan(request(List.of(stream("cam", "net", 100, 20)), 20, 1, polished()));
        assertThat(choices(roomy, "cam")).containsExactly("original", "original");
    }

    @Test
    void bindsAHeadToTheChoicesOfItsOwnStream() {
        List<StreamSpec> streams = List.of(stream("roomy", "net", 100, 20), stream("hasty", "net", 100, 2));
        PlanOutcome answer = planner.plan(request(streams, 22, 1, polished()));
        assertThat(choices(answer, "roomy")).containsExactly("original", "original");
        assertThat(choices(answer, "hasty")).containsExactly("small", "polish");
        PlanOutcome tight = planner.plan(request(streams, 21, 1, polished()));
        assertThat(choices(tight, "roomy")).containsExactly("small", "polish");
        assertThat(feasible(tight).objective()).isEqualTo(1.7, within(1e-12));
    }

    @Test
    void keepsToThePlainHeadWhereThePolishedOneIsNotWorthFetching() {
        PlanRequest request = request(List.of(stream("cam", "net", 100, 2)), 20, 1, polished());
        Set<Digest> plain = Set.of(new Digest("s0"), new Digest("s1"));
        assertThat(choices(planner.plan(request.withResident(plain, 1)), "cam")).containsExactly("small", "polish");
        PlanModel heavy = model(
                "net",
                polished().blocks().get(0).variants(),
                block(variant("small", 0.1, 1, 1, "s1"), bound("polish", -0.05, 1, 1024, "p1", "small")));
        PlanRequest dear = request(List.of(stream("cam", "net", 100, 2)), 2000, 1, heavy);
        assertThat(choices(planner.plan(dear.withResident(plain, 0.149)), "cam"))
                .containsExactly("small", "polish");
        assertThat(choices(planner.plan(dear.withResident(plain, 0.151)), "cam"))
                .containsExactly("small", "small");
    }

    @Test
    void isInfeasibleWhereABoundVariantWouldFitBehindOthersAlone() {
        PlanModel model = model(
                "net",
                block(variant("original", 0, 10, 1, "l0"), variant("small", 0.1, 1, 10, "s0")),
                block(variant("original", 0, 10, 1, "l1"), bound("polish", 0, 1, 1, "p1", "small")));
        assertThat(shortfalls(planner.plan(request(List.of(stream("cam", "net", 100, 15)), 5, 1, model))))
                .isEmpty();
    }

    @Test
    void takesTheOtherNetworkWhereTheFirstOneNeverReachesTheFloor() {
        PlanModel poor = model("poor", block(variant("small", 0.5, 1, 1 << 20, "poor")));
        StreamSpec stream = stream("cam", "poor", 10, 10)
                .withAlternatives(List.of(new ModelId("net")))
                .withAccuracyFloor(0.6);
        PlanRequest request = request(List.of(stream), 3 << 20, 1, poor, twoSizes());
        Instance instance = Instance.of(request);
        assertThat(instance.modes.get(0))
                .allSatisfy(mode -> assertThat(mode.parts()).isNotEmpty());
        CpSatSearch search =
                new CpSatSearch(instance, null, new Stop(Ticker.system(), Duration.ofSeconds(9), () -> false));
        search.run();
        assertThat(search.isProven()).isTrue();
        assertThat(choices(planner.plan(request), "cam")).containsExactly("original");
    }

    @Test
    void namesEachDemandThatCannotBeMetAndNoOther() {
        List<StreamSpec> streams = List.of(
                stream("hasty", "net", 100, 3),
                stream("demanding", "net", 100, 10).withAccuracyFloor(0.95),
                stream("content", "net", 100, 10));
        assertThat(shortfalls(planner.plan(request(streams, (1 << 20) - 1, 0.11, twoSizes()))))
                .containsExactly(
                        new Shortfall("deadline of hasty", 4e-6, 3e-6, "ms"),
                        new Shortfall("accuracy floor of demanding", 0.95, 0.9, "accuracy"),
                        new Shortfall("cpu", 0.12, 0.11, "cores"),
                        new Shortfall("memory", 1 << 20, (1 << 20) - 1, "bytes"));
    }

    @Test
    void namesNoDemandWhereOnlyAllTogetherCannotBeMet() {
        PlanModel model =
                model("net", block(variant("original", 0, 10, 1, "large"), variant("small", 0, 1, 10, "small")));
        PlanRequest request = request(List.of(stream("cam", "net", 100, 5)), 5, 1, model);
        assertThat(shortfalls(planner.plan(request))).isEmpty();
    }

    @Test
    void namesNoDemandWhereOnlyTheSolverSeesThatTheyConflict() {
        PlanModel model = model(
                "net",
                block(variant("fast", 0, 1, 10, "f0"), variant("small", 0, 10, 1, "s0")),
                block(variant("fast", 0, 1, 10, "f1"), variant("small", 0, 10, 1, "s1")));
        PlanRequest request = request(List.of(stream("cam", "net", 100, 11)), 10, 1, model);
        assertThat(shortfalls(planner.plan(request))).isEmpty();
    }

    @Test
    void answersWithAPlanAndItsGapWhenTimeIsUpBeforeTheSearch() {
        PlanRequest request = PlanRequests.sized(1, 24, 24, 8, 6, PlanRequests.Tightness.TIGHT)
                .withTimeLimit(Duration.ofSeconds(1));
        PlanOutcome.Feasible answer = feasible(new CpSatPlanner(hurried()).plan(request));
        assertThat(answer.gap()).isPositive();
        PlanOutcome.Feasible best = feasible(planner.plan(request.withTimeLimit(Duration.ofSeconds(9))));
        assertThat(best.objective()).isBetween(answer.objective(), answer.objective() + answer.gap());
    }

    @Test
    void refusesTheOnlyChainWhereItWasMeasuredBelowTheFloor() {
        PlanModel plain = model("net", block(variant("original", 0, 1, 10, "o0")));
        PlanModel measured = plain.withMeasured(Map.of(List.of(DescendantId.ORIGINAL), 0.5));
        StreamSpec wanting = stream("a", "net", 100, 10).withAccuracyFloor(0.7);
        StreamSpec other = stream("b", "net", 100, 10);
        assertThat(planner.plan(request(List.of(wanting, other), 1000, 1, measured)))
                .isInstanceOf(PlanOutcome.Infeasible.class);
    }

    @Test
    void provesASmallProblemEvenWhenTimeIsUpAtOnce() {
        PlanModel model = model(
                "net",
                block(variant("fast", 0, 1, 10, "f0"), variant("small", 0, 10, 1, "s0")),
                block(variant("fast", 0, 1, 10, "f1"), variant("small", 0, 10, 1, "s1")));
        PlanRequest request =
                request(List.of(stream("cam", "net", 100, 11)), 11, 1, model).withTimeLimit(Duration.ofSeconds(1));
        assertThat(feasible(new CpSatPlanner(hurried()).plan(request)).isOptimal())
                .isTrue();
        assertThat(feasible(planner.plan(request)).isOptimal()).isTrue();
    }

    /** A clock on which a second passes between any two looks. */
    private static Ticker hurried() {
        AtomicLong now = new AtomicLong();
        return () -> now.getAndAdd(1_000_000_000L);
    }

    @Test
    void answersSomethingAllowedToAnAbsurdlyHardProblem() {
        for (PlanRequests.Tightness tightness : PlanRequests.Tightness.values()) {
            PlanRequest request =
                    PlanRequests.sized(1, 5, 100, 10, 8, tightness).withTimeLimit(Duration.ofMillis(200));
            boolean allowed = planner.plan(request)
                    .fold(
                            found -> PlanAudit.violations(request, found.plan()).isEmpty(),
                            infeasible -> tightness == PlanRequests.Tightness.IMPOSSIBLE,
                            undecided -> true);
            assertThat(allowed).as("%s", tightness).isTrue();
        }
    }

    @Test
    void neitherOverflowsNorBreaksABudgetWithTenThousandHourLongStreams() {
        List<StreamSpec> streams = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            streams.add(stream("cam" + i, "net", HOUR - i, HOUR).withWeight(1e6));
        }
        PlanModel model = model(
                "net",
                block(variant("original", 0, HOUR / 2, 1L << 48, "l0"), variant("small", 0.4, 1, 1L << 47, "s0")),
                block(variant("original", -1, HOUR / 2, 1L << 48, "l1"), variant("small", 0.4, 1, 1L << 47, "s1")));
        PlanRequest request = new PlanRequest(
                Workload.of(streams),
                Map.of(model.id(), model),
                new ResourceBudget(Bytes.of(Long.MAX_VALUE), 4096),
                Set.of(),
                1,
                Duration.ofSeconds(2),
                Long.MIN_VALUE);
        PlanOutcome outcome = planner.plan(request);
        assertThat(PlanAudit.violations(request, feasible(outcome).plan())).isEmpty();
    }

    @Test
    void warmsUpOnAProblemThatItSolves() {
        assertThat(feasible(planner.plan(CpSatPlanner.warmUp())).objective()).isEqualTo(0.9);
    }

    @Test
    void refusesASecondProblemWhileItIsBusy() {
        List<CpSatPlanner> self = new ArrayList<>();
        CpSatPlanner guarded = new CpSatPlanner(() -> {
            self.get(0).plan(request(List.of(), 0, 1));
            return 0;
        });
        self.add(guarded);
        assertThatThrownBy(() -> guarded.plan(request(List.of(), 0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must finish one problem before the next");
    }

    @Test
    void servesAgainAfterAnAttemptThatFailed() {
        AtomicLong looks = new AtomicLong();
        CpSatPlanner shaky = new CpSatPlanner(() -> {
            if (looks.getAndIncrement() == 0) {
                throw new IllegalStateException("no clock");
            }
            return 0;
        });
        assertThatThrownBy(() -> shaky.plan(request(List.of(), 0, 1))).hasMessage("no clock");
        assertThat(feasible(shaky.plan(request(List.of(), 0, 1))).isOptimal()).isTrue();
    }
}
