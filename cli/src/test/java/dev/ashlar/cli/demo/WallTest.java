/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WallTest {
    private final Wall wall = Wall.of(MadeUp.catalogs(), MadeUp.profiles(3_000_000), 2);

    @ParameterizedTest(name = "{0} ns per block on {1} cores")
    @CsvSource({"100000, 1", "100000, 64", "3000000, 2", "5000000, 4"})
    void isAsHardOnAFastMachineAsOnASlowOne(long blockNanos, int cores) {
        Wall any = Wall.of(MadeUp.catalogs(), MadeUp.profiles(blockNanos), cores);

        assertThat(any.start().cpuCores()).isBetween(0.1, (double) cores);
        double start = demand(any, blockNanos);
        double doubled = start + demand(any.doubling(), blockNanos);
        assertThat(doubled).isBetween(0.5 * any.start().cpuCores(), any.start().cpuCores());
        for (Wall.Camera camera : any.cameras()) {
            assertThat(camera.spec().deadline()).isGreaterThanOrEqualTo(Duration.ofNanos(3 * blockNanos));
            assertThat(camera.spec().model()).isEqualTo(camera.network().model());
        }
    }

    /** Cores that all cameras take at full size. */
    private static double demand(Wall wall, long blockNanos) {
        return wall.cameras().stream()
                .mapToDouble(camera -> demand(camera, blockNanos))
                .sum();
    }

    private static double demand(Wall.Camera camera, long blockNanos) {
        return camera.spec().rate() * 3 * blockNanos / 1e9;
    }

    @Test
    void everyNetworkHasACamera() {
        assertThat(wall.cameras().stream().map(Wall.Camera::network)).containsAll(List.of(DemoNetwork.values()));
        assertThat(wall.cameras()).last().isEqualTo(wall.joining());
        assertThat(wall.cameras()).contains(wall.doubling()).doesNotHaveDuplicates();
        assertThat(wall.doubling()).isNotEqualTo(wall.joining());
    }

    @Test
    void allOriginalsFitAtTheStartAndNotWhenMemoryIsScarce() {
        assertThat(served(FixedSizePlanner.fullSize(), wall.start())).hasSameSizeAs(wall.cameras());
        assertThat(served(FixedSizePlanner.fullSize(), wall.start().withMemory(wall.scarce())))
                .hasSizeLessThan(wall.cameras().size());
        assertThat(served(FixedSizePlanner.smallest(), wall.start().withMemory(wall.scarce())))
                .hasSameSizeAs(wall.cameras());
    }

    @Test
    void policiesThatDoNotLookAtTheProcessorAreStillHeldToItsWorkers() {
        Policy blind = new Policy("blind", "blind", FixedSizePlanner::fullSize, false);
        Policy seeing = new Policy("seeing", "seeing", FixedSizePlanner::fullSize, true);
        for (double cores : new double[] {0.4, 0.8, 1, 1.6, 2, 3.2}) {
            ResourceBudget budget = wall.start().withCpuCores(cores);

            assertThat(PolicyRun.told(seeing, budget)).isEqualTo(budget);
            assertThat(PolicyRun.told(blind, budget).cpuCores()).isGreaterThan(100);
            assertThat(PolicyRun.told(blind, budget).memory()).isEqualTo(budget.memory());
            assertThat(PolicyRun.workers(PolicyRun.told(blind, budget)))
                    .isEqualTo(PolicyRun.workers(budget))
                    .isEqualTo((int) Math.ceil(cores));
        }
    }

    /** The streams that a plan serves, which passes the audit (I4) if the processor is left out of account. */
    private Map<?, ?> served(FixedSizePlanner planner, ResourceBudget budget) {
        Map<ModelId, PlanModel> models = new HashMap<>();
        MadeUp.catalogs()
                .forEach((id, catalog) -> models.put(
                        id,
                        PlanModel.of(
                                catalog,
                                Objects.requireNonNull(
                                        MadeUp.profiles(3_000_000).get(id)))));
        PlanRequest request = PlanRequest.of(
                Workload.of(wall.cameras().stream().map(Wall.Camera::spec).toList()),
                models,
                budget.withCpuCores(4096));
        Plan plan =
                planner.plan(request).fold(PlanOutcome.Feasible::plan, infeasible -> Plan.NONE, undecided -> Plan.NONE);
        assertThat(PlanAudit.violations(request, plan)).isEmpty();
        return plan.chains();
    }
}
