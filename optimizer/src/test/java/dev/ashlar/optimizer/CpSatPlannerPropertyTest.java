/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.testing.ExhaustivePlanner;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CpSatPlannerPropertyTest {
    /** Above the resolution of any problem here: 2^-39 of a sum of at most 300, for at most 18 terms. */
    private static final double RESOLUTION = 1e-8;

    private static CpSatPlanner planner;

    @BeforeAll
    static void loadTheSolver() {
        planner = CpSatPlanner.open(Path.of("target", "natives"));
    }

    @Test
    void equalsExhaustiveSearchOnSmallProblems() {
        Map<String, Integer> seen = new HashMap<>();
        for (long seed = 0; seed < 800; seed++) {
            seen.merge(assertEqualsExhaustive(seed, PlanRequests.small(seed)), 1, Integer::sum);
        }
        assertThat(seen).as("the generator makes both kinds").hasSize(2).allSatisfy((kind, count) -> assertThat(count)
                .isGreaterThan(100));
    }

    @Test
    void certifiesNoWorsePlanWhereConstraintsLieWithinOthers() {
        for (long seed : List.of(351L, 31_422L, 33_271L)) {
            assertEqualsExhaustive(seed, PlanRequests.small(seed));
        }
    }

    @Test
    void equalsExhaustiveSearchWhereTheCpuBudgetIsTheLoadOfAPlanToTheLastBit() {
        for (long seed = 0; seed < 200; seed++) {
            PlanRequest request = PlanRequests.small(seed);
            if (planner.plan(request) instanceof PlanOutcome.Feasible found) {
                double load = PlanForecast.of(request, found.plan()).cpuCores();
                for (double cores : List.of(load, Math.nextUp(load), Math.nextDown(load))) {
                    assertEqualsExhaustive(
                            seed, request.withBudget(request.budget().withCpuCores(cores)));
                }
            }
        }
    }

    /** Which kind of outcome it is. */
    private static String assertEqualsExhaustive(long seed, PlanRequest request) {
        PlanOutcome expected = new ExhaustivePlanner().plan(request);
        PlanOutcome actual = planner.plan(request);
        assertThat(actual).as("seed %d", seed).hasSameClassAs(expected);
        if (expected instanceof PlanOutcome.Feasible best && actual instanceof PlanOutcome.Feasible found) {
            assertThat(found.objective()).as("seed %d", seed).isCloseTo(best.objective(), within(RESOLUTION));
            assertThat(found.gap()).as("seed %d", seed).isZero();
            assertThat(PlanAudit.violations(request, found.plan()))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(found.objective())
                    .as("seed %d", seed)
                    .isEqualTo(PlanForecast.of(request, found.plan()).objective(request));
        }
        return expected.getClass().getSimpleName();
    }

    @Test
    void neverLosesByMoreMemory() {
        assertNeverLoses(request -> request.withBudget(
                request.budget().withMemory(Bytes.of(request.budget().memory().count() * 5 / 4 + 1))));
    }

    @Test
    void neverLosesByMoreCpu() {
        assertNeverLoses(request -> request.withBudget(
                request.budget().withCpuCores(request.budget().cpuCores() * 1.25)));
    }

    @Test
    void neverLosesByLongerDeadlines() {
        assertNeverLoses(request -> {
            List<StreamSpec> patient = request.workload().streams().stream()
                    .map(stream -> stream.withDeadline(
                            stream.deadline().multipliedBy(5).dividedBy(4).plusNanos(1)))
                    .toList();
            return new PlanRequest(
                    Workload.of(patient),
                    request.models(),
                    request.budget(),
                    request.resident(),
                    request.switchingCostPerKiB(),
                    request.timeLimit(),
                    request.seed());
        });
    }

    @Test
    void neverLosesByPolishedHeads() {
        int gained = 0;
        for (long seed = 10_200; seed < 10_400; seed++) {
            PlanRequest request = PlanRequests.small(seed);
            PlanRequest plain = withoutBound(request);
            if (planner.plan(plain) instanceof PlanOutcome.Feasible before) {
                PlanOutcome after = planner.plan(request);
                assertThat(after).as("seed %d", seed).isInstanceOf(PlanOutcome.Feasible.class);
                double gain = ((PlanOutcome.Feasible) after).objective() - before.objective();
                assertThat(gain).as("seed %d", seed).isGreaterThanOrEqualTo(-RESOLUTION);
                gained += gain > RESOLUTION ? 1 : 0;
            }
        }
        assertThat(gained).as("problems in which a bound variant is chosen").isGreaterThan(5);
    }

    private static PlanRequest withoutBound(PlanRequest request) {
        Map<ModelId, PlanModel> models = new HashMap<>();
        for (PlanModel model : request.models().values()) {
            List<PlanModel.PlanBlock> blocks = model.blocks().stream()
                    .map(block -> new PlanModel.PlanBlock(
                            block.id(),
                            block.variants().stream()
                                    .filter(PlanModel.Variant::isFree)
                                    .toList()))
                    .toList();
            models.put(
                    model.id(),
                    new PlanModel(model.id(), model.baseAccuracy(), model.fixedNanos(), model.fixedBytes(), blocks));
        }
        return new PlanRequest(
                request.workload(),
                models,
                request.budget(),
                request.resident(),
                request.switchingCostPerKiB(),
                request.timeLimit(),
                request.seed());
    }

    private static void assertNeverLoses(UnaryOperator<PlanRequest> relaxation) {
        for (long seed = 10_000; seed < 10_150; seed++) {
            PlanRequest request = PlanRequests.small(seed);
            if (planner.plan(request) instanceof PlanOutcome.Feasible before) {
                PlanOutcome after = planner.plan(relaxation.apply(request));
                assertThat(after).as("seed %d", seed).isInstanceOf(PlanOutcome.Feasible.class);
                assertThat(((PlanOutcome.Feasible) after).objective())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(before.objective() - RESOLUTION);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersEqualProblemsEqually(PlanRequests.Tightness tightness) {
        CpSatPlanner other = CpSatPlanner.open(Path.of("target", "natives"));
        for (long seed = 0; seed < 5; seed++) {
            PlanRequest request = PlanRequests.sized(seed, 2, 4, 6, 5, tightness);
            assertThat(other.plan(request)).as("seed %d", seed).isEqualTo(planner.plan(request));
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesTheAuditAtRealisticSizes(PlanRequests.Tightness tightness) {
        for (long seed = 100; seed < 110; seed++) {
            PlanRequest request =
                    PlanRequests.sized(seed, 3, 6, 6, 5, tightness).withTimeLimit(Duration.ofSeconds(5));
            if (planner.plan(request) instanceof PlanOutcome.Feasible found) {
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void plansWithManyPolishedHeadsToProvenOptimality(PlanRequests.Tightness tightness) {
        for (long seed = 200; seed < 205; seed++) {
            PlanRequest request =
                    PlanRequests.polished(seed, 2, 4, 6, 5, 32, tightness).withTimeLimit(Duration.ofMinutes(1));
            if (planner.plan(request) instanceof PlanOutcome.Feasible found) {
                assertThat(found.isOptimal()).as("seed %d", seed).isTrue();
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }
}
