/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanOutcome.Feasible;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.testing.ExhaustivePlanner;
import dev.ashlar.core.testing.RichRequests;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More of anything is never worse, whatever a problem asks: links, measured compositions, other networks and rates, pins
 * and exclusions, energy, percentiles, a plan in force.
 */
class RelaxationTest {
    private static final double SUM_RESOLUTION = 1e-6;
    private static final double FAIR_RESOLUTION = 3e-5;

    private static CpSatPlanner planner;

    @BeforeAll
    static void loadTheSolver() {
        planner = CpSatPlanner.open(Path.of("target", "natives"));
    }

    private static Map<String, UnaryOperator<PlanRequest>> relaxations() {
        Map<String, UnaryOperator<PlanRequest>> relaxations = new LinkedHashMap<>();
        relaxations.put(
                "memory",
                request -> request.withBudget(request.budget()
                        .withMemory(Bytes.of(request.budget().memory().count() * 5 / 4 + 1))));
        relaxations.put(
                "cpu",
                request -> request.withBudget(
                        request.budget().withCpuCores(request.budget().cpuCores() * 1.25)));
        relaxations.put(
                "energy",
                request -> request.withBudget(
                        request.budget().withWatts(request.budget().watts() * 1.25)));
        relaxations.put(
                "deadlines",
                request -> each(
                        request,
                        stream -> stream.withDeadline(
                                stream.deadline().multipliedBy(5).dividedBy(4).plusNanos(1))));
        relaxations.put("percentiles", request -> each(request, stream -> stream.withDeadlinePercentile(50)));
        relaxations.put("floors", request -> each(request, stream -> stream.withAccuracyFloor(0)));
        relaxations.put(
                "rules",
                request -> request.withRules(request.rules().withPins(Set.of()).withExclusions(Set.of())));
        relaxations.put("changes", request -> request.withRules(request.rules().withRunning(null, 0)));
        return relaxations;
    }

    private static PlanRequest each(PlanRequest request, UnaryOperator<StreamSpec> change) {
        return request.withWorkload(
                Workload.of(request.workload().streams().stream().map(change).toList()));
    }

    @Test
    void aRicherProblemIsWorthNoLess() {
        Map<String, Integer> gained = new LinkedHashMap<>();
        for (Goal goal : List.of(Goal.WEIGHTED_SUM, Goal.MAX_MIN)) {
            double resolution = goal == Goal.MAX_MIN ? FAIR_RESOLUTION : SUM_RESOLUTION;
            for (long seed = 20_000; seed < 20_060; seed++) {
                PlanRequest plain = RichRequests.late(seed);
                PlanRequest request = plain.withRules(plain.rules().withGoal(goal));
                if (planner.plan(request) instanceof Feasible before) {
                    for (Map.Entry<String, UnaryOperator<PlanRequest>> each :
                            relaxations().entrySet()) {
                        PlanOutcome after = planner.plan(each.getValue().apply(request));
                        assertThat(after)
                                .as("seed %d, %s, %s", seed, goal, each.getKey())
                                .isInstanceOf(Feasible.class);
                        double gain = ((Feasible) after).objective() - before.objective();
                        assertThat(gain)
                                .as("seed %d, %s, %s", seed, goal, each.getKey())
                                .isGreaterThanOrEqualTo(-resolution);
                        gained.merge(each.getKey(), gain > resolution ? 1 : 0, Integer::sum);
                    }
                }
            }
        }
        assertThat(gained).hasSize(relaxations().size());
        assertThat(gained.values().stream().mapToInt(Integer::intValue).sum())
                .as("%s", gained)
                .isGreaterThan(10);
    }

    @Test
    void givesTheWorstStreamTheMostThatAnyPlanDoesWhateverIsAsked() {
        int plans = 0;
        for (long seed = 0; seed < 100; seed++) {
            PlanRequest plain = RichRequests.late(seed);
            PlanRequest request = plain.withRules(plain.rules().withGoal(Goal.MAX_MIN));
            PlanOutcome expected = new ExhaustivePlanner().plan(request);
            PlanOutcome actual = planner.plan(request);
            assertThat(actual).as("seed %d", seed).hasSameClassAs(expected);
            if (expected instanceof Feasible best && actual instanceof Feasible found) {
                plans++;
                assertThat(found.objective()).as("seed %d", seed).isCloseTo(best.objective(), within(FAIR_RESOLUTION));
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(plans).isGreaterThan(10);
    }

    @Test
    void givesTheHighestPriorityTheMostThatAnyPlanDoesWhateverIsAsked() {
        int plans = 0;
        for (long seed = 0; seed < 100; seed++) {
            PlanRequest plain = RichRequests.late(seed);
            List<StreamSpec> streams = new ArrayList<>();
            for (StreamSpec stream : plain.workload().streams()) {
                streams.add(stream.withPriority(streams.size()).withWeight(1));
            }
            PlanRules rules = plain.rules().withRunning(null, 0);
            PlanRequest request = plain.withResident(plain.resident(), 0)
                    .withWorkload(Workload.of(streams))
                    .withRules(rules.withGoal(Goal.PRIORITY));
            StreamSpec first = streams.get(streams.size() - 1);
            List<StreamSpec> heavy = new ArrayList<>(streams);
            heavy.set(heavy.size() - 1, first.withWeight(1e6));
            PlanOutcome best = new ExhaustivePlanner()
                    .plan(request.withWorkload(Workload.of(heavy)).withRules(rules));
            PlanOutcome actual = planner.plan(request);
            assertThat(actual).as("seed %d", seed).hasSameClassAs(best);
            if (best instanceof Feasible most && actual instanceof Feasible found) {
                plans++;
                assertThat(worth(request, found, first))
                        .as("seed %d", seed)
                        .isCloseTo(worth(request, most, first), within(SUM_RESOLUTION));
                assertThat(PlanAudit.violations(request, found.plan()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(plans).isGreaterThan(10);
    }

    private static double worth(PlanRequest request, Feasible found, StreamSpec stream) {
        PlanForecast.StreamForecast served =
                PlanForecast.of(request, found.plan()).streams().get(stream.id());
        assertThat(served).isNotNull();
        return served == null ? 0 : stream.utility(found.plan().period(stream)) * served.accuracy();
    }

    @Test
    void answersEqualProblemsEquallyWhateverIsAsked() {
        CpSatPlanner other = CpSatPlanner.open(Path.of("target", "natives"));
        for (Goal goal : Goal.values()) {
            for (long seed = 30_000; seed < 30_020; seed++) {
                PlanRequest plain = RichRequests.late(seed).withTimeLimit(Duration.ofMinutes(1));
                PlanRequest request =
                        plain.withRules(plain.rules().withGoal(goal).withLadder(true));
                assertThat(other.plan(request)).as("seed %d, %s", seed, goal).isEqualTo(planner.plan(request));
            }
        }
    }
}
