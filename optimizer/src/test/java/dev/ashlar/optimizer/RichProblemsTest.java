/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.LadderStep;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanOutcome.Infeasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.testing.ExhaustivePlanner;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.testing.RichRequests;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RichProblemsTest {
    private static final int PROBLEMS = Integer.getInteger("ashlar.problems", 150);

    private static CpSatPlanner planner;
    private static CpSatPlanner lagrangian;

    @BeforeAll
    static void loadTheSolver() {
        planner = CpSatPlanner.open(Path.of("target", "natives"));
        lagrangian = CpSatPlanner.lagrangian();
    }

    /** Every second one with deadlines at one percentile or another. */
    private static PlanRequest problem(long seed) {
        return seed % 2 == 0 ? RichRequests.small(seed) : RichRequests.late(seed);
    }

    @Test
    void equalsExhaustiveSearchWhateverIsAsked() {
        for (long seed = 0; seed < PROBLEMS; seed++) {
            PlanRequest request = problem(seed);
            PlanOutcome expected = new ExhaustivePlanner().plan(request);
            PlanOutcome actual = planner.plan(request);
            assertThat(actual).as("seed %d", seed).hasSameClassAs(expected);
            if (expected instanceof Feasible best && actual instanceof Feasible found) {
                assertThat(found.objective()).as("seed %d", seed).isCloseTo(best.objective(), within(1e-6));
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    /** Once called infeasible: the row of a rate or network that was not chosen ruled the other ones out. */
    @ParameterizedTest
    @ValueSource(longs = {3312, 6886, 8462, 13169, 17996})
    void findsAPlanBesideAChoiceThatCannotBeTaken(long seed) {
        PlanRequest request = RichRequests.small(seed);
        Feasible expected = (Feasible) new ExhaustivePlanner().plan(request);
        assertThat(planner.plan(request)).isInstanceOfSatisfying(Feasible.class, found -> assertThat(found.objective())
                .isCloseTo(expected.objective(), within(1e-6)));
    }

    @Test
    void boundsTheBestPlanWithoutTheSolver() {
        for (long seed = 0; seed < PROBLEMS; seed++) {
            PlanRequest request = problem(seed);
            PlanOutcome expected = new ExhaustivePlanner().plan(request);
            PlanOutcome actual = lagrangian.plan(request);
            if (expected instanceof Feasible best && actual instanceof Feasible found) {
                assertThat(found.bound()).as("seed %d", seed).isGreaterThanOrEqualTo(best.objective() - 1e-9);
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            } else {
                assertThat(actual)
                        .as("seed %d", seed)
                        .isNotInstanceOf(expected instanceof Feasible ? Infeasible.class : Feasible.class);
            }
        }
    }

    @Test
    void givesTheWorstStreamTheMostThatAnyPlanDoes() {
        for (long seed = 0; seed < 60; seed++) {
            PlanRequest request = PlanRequests.small(seed).withRules(PlanRules.PLAIN.withGoal(Goal.MAX_MIN));
            PlanOutcome expected = new ExhaustivePlanner().plan(request);
            if (expected instanceof Feasible best) {
                Feasible found = (Feasible) planner.plan(request);
                assertThat(found.objective()).as("seed %d", seed).isCloseTo(best.objective(), within(3e-5));
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void givesStreamsOfHigherPriorityWhatTheyCouldHaveWithAnyWeights() {
        for (long seed = 0; seed < 60; seed++) {
            PlanRequest plain = PlanRequests.small(seed);
            List<StreamSpec> streams = new ArrayList<>();
            for (StreamSpec stream : plain.workload().streams()) {
                streams.add(stream.withPriority(streams.size()).withWeight(1));
            }
            PlanRequest request = plain.withResident(plain.resident(), 0)
                    .withWorkload(Workload.of(streams))
                    .withRules(PlanRules.PLAIN.withGoal(Goal.PRIORITY));
            if (planner.plan(request) instanceof Feasible found) {
                StreamSpec first = streams.get(streams.size() - 1);
                List<StreamSpec> heavy = new ArrayList<>(streams);
                heavy.set(heavy.size() - 1, first.withWeight(1e6));
                PlanRequest weighted = request.withWorkload(Workload.of(heavy)).withRules(PlanRules.PLAIN);
                Feasible best = (Feasible) new ExhaustivePlanner().plan(weighted);
                double most = accuracy(request, best, first);
                assertThat(accuracy(request, found, first)).as("seed %d", seed).isCloseTo(most, within(1e-6));
            }
        }
    }

    private static double accuracy(PlanRequest request, Feasible found, StreamSpec stream) {
        var chain = found.plan().chains().get(stream.id());
        assertThat(chain).isNotNull();
        return chain == null ? 0 : request.model(chain.model()).accuracy(chain);
    }

    @Test
    void findsALadderWhereNotAllCanBeServed() {
        int ladders = 0;
        for (long seed = 0; seed < 120; seed++) {
            PlanRequest plain = PlanRequests.small(seed);
            List<StreamSpec> streams = new ArrayList<>();
            for (StreamSpec stream : plain.workload().streams()) {
                streams.add(stream.withPriority(streams.size())
                        .withRateSteps(List.of(new RateStep(stream.period().multipliedBy(3), null))));
            }
            PlanRequest request = plain.withWorkload(Workload.of(streams)).withRules(PlanRules.PLAIN.withLadder(true));
            if (planner.plan(request) instanceof Infeasible infeasible) {
                Feasible relief = infeasible.relief();
                assertThat(relief).as("seed %d", seed).isNotNull();
                if (relief != null) {
                    ladders++;
                    assertThat(PlanAudit.violations(request, relief.plan()))
                            .as("seed %d", seed)
                            .isEmpty();
                    assertThat(relief.plan().ladder()).as("seed %d", seed).isNotEmpty();
                    assertThat(relief.plan().ladder().stream()
                                    .filter(LadderStep::isPause)
                                    .map(LadderStep::stream))
                            .as("seed %d", seed)
                            .containsExactlyInAnyOrderElementsOf(
                                    relief.plan().paused().keySet());
                }
            }
        }
        assertThat(ladders).isGreaterThan(20);
    }

    @Test
    void keepsDeadlinesBesideOtherStreams() {
        int found = 0;
        ResponseModel scheduled = new ResponseModel.Scheduled(List.of(1.0, 1.2), 1);
        for (long seed = 0; seed < 120; seed++) {
            PlanRequest request = seed % 2 == 0
                    ? PlanRequests.small(seed).withRules(PlanRules.PLAIN.withResponse(scheduled))
                    : RichRequests.late(seed);
            request = request.withRules(request.rules().withResponse(scheduled));
            if (planner.plan(request) instanceof Feasible feasible) {
                found++;
                assertThat(PlanAudit.violations(request, feasible.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
                PlanOutcome best = new ExhaustivePlanner().plan(request);
                assertThat(best).as("seed %d", seed).isInstanceOf(Feasible.class);
                assertThat(feasible.bound())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(((Feasible) best).objective() - 1e-8);
            }
        }
        assertThat(found).isGreaterThan(10);
    }
}
