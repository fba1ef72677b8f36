/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FixedSizePlannerTest {
    private static final int PROBLEMS = 500;

    @Test
    void everyPlanPassesTheAudit() {
        for (int seed = 0; seed < PROBLEMS; seed++) {
            PlanRequest request = asTold(PlanRequests.small(seed));
            for (Planner planner : List.of(FixedSizePlanner.fullSize(), FixedSizePlanner.smallest())) {
                assertThat(PlanAudit.violations(request, plan(planner, request)))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void fullSizeServesOriginalsAndSmallestTheFastest() {
        for (int seed = 0; seed < PROBLEMS; seed++) {
            PlanRequest request = asTold(PlanRequests.small(seed));
            plan(FixedSizePlanner.fullSize(), request).chains().values().forEach(chain -> assertThat(chain.choices())
                    .containsOnly(DescendantId.ORIGINAL));
            Plan smallest = plan(FixedSizePlanner.smallest(), request);
            smallest.chains().forEach((stream, chain) -> {
                PlanModel model = Objects.requireNonNull(request.models().get(chain.model()));
                for (int b = 0; b < chain.choices().size(); b++) {
                    PlanModel.PlanBlock block = model.blocks().get(b);
                    long least = block.variants().stream()
                            .filter(PlanModel.Variant::isFree)
                            .mapToLong(PlanModel.Variant::nanos)
                            .min()
                            .orElseThrow();
                    assertThat(block.variant(chain.choices().get(b)).nanos()).isEqualTo(least);
                }
            });
        }
    }

    @Test
    void streamsOfLowPriorityAreNotServedWhenMemoryIsShort() {
        PlanModel left = model("left");
        PlanModel right = model("right");
        StreamSpec low = stream("low", left, 1);
        StreamSpec high = stream("high", right, 2);
        long one = 3 * MadeUp.BLOCK_BYTES + 1000;

        Plan scarce = plan(FixedSizePlanner.fullSize(), request(one, List.of(low, high), left, right));
        assertThat(scarce.chains()).containsOnlyKeys(new StreamId("high"));
        assertThat(scarce.paused())
                .containsExactly(Map.entry(new StreamId("low"), "its network does not fit into memory"));

        Plan ample = plan(FixedSizePlanner.fullSize(), request(2 * one, List.of(low, high), left, right));
        assertThat(ample.chains()).hasSize(2);

        Plan nothing = plan(FixedSizePlanner.smallest(), request(0, List.of(low, high), left, right));
        assertThat(nothing.chains()).isEmpty();
        assertThat(nothing.paused()).hasSize(2);
    }

    @Test
    void streamsThatShareANetworkShareItsMemory() {
        PlanModel model = model("shared");
        long one = 3 * MadeUp.BLOCK_BYTES + 1000;

        Plan plan = plan(
                FixedSizePlanner.fullSize(),
                request(one, List.of(stream("a", model, 1), stream("b", model, 2)), model));

        assertThat(plan.chains()).hasSize(2);
    }

    @Test
    void contentThatWasMeasuredTwiceCountsAsTheLarger() {
        PlanModel first = sized("first", 1000);
        PlanModel second = sized("second", 1500);
        List<StreamSpec> streams = List.of(stream("a", first, 2), stream("b", second, 1));

        for (int bytes : new int[] {999, 1000, 1499, 1500}) {
            PlanRequest request = request(bytes, streams, first, second);
            Plan plan = plan(FixedSizePlanner.fullSize(), request);

            assertThat(PlanAudit.violations(request, plan)).isEmpty();
            assertThat(plan.chains()).hasSize(bytes < 1000 ? 0 : bytes < 1500 ? 1 : 2);
        }
    }

    /** A network of one block, whose content all share and which takes so many bytes. */
    private static PlanModel sized(String name, long bytes) {
        PlanModel.Variant only =
                new PlanModel.Variant(DescendantId.ORIGINAL, 0, 1_000_000, bytes, new Digest("shared"));
        return new PlanModel(
                new ModelId(name), 0.9, 0, 0, List.of(new PlanModel.PlanBlock(new BlockId("b01"), List.of(only))));
    }

    /** The problem as the demo poses it: no CPU budget, deadlines that every network meets, no floors. */
    private static PlanRequest asTold(PlanRequest request) {
        List<StreamSpec> streams = request.workload().streams().stream()
                .map(stream -> stream.withDeadline(Duration.ofMinutes(1)).withAccuracyFloor(0))
                .toList();
        return new PlanRequest(
                Workload.of(streams),
                request.models(),
                request.budget().withCpuCores(4096),
                request.resident(),
                request.switchingCostPerKiB(),
                request.timeLimit(),
                request.seed());
    }

    private static Plan plan(Planner planner, PlanRequest request) {
        return planner.plan(request)
                .fold(
                        PlanOutcome.Feasible::plan,
                        infeasible -> {
                            throw new AssertionError(infeasible);
                        },
                        undecided -> {
                            throw new AssertionError(undecided);
                        });
    }

    private static PlanRequest request(long bytes, List<StreamSpec> streams, PlanModel... models) {
        Map<ModelId, PlanModel> byName = new HashMap<>();
        Set.of(models).forEach(model -> byName.put(model.id(), model));
        return PlanRequest.of(Workload.of(streams), byName, new ResourceBudget(Bytes.of(bytes), 4));
    }

    private static StreamSpec stream(String name, PlanModel model, int priority) {
        return StreamSpec.of(name, model.id().value(), Duration.ofMillis(100), Duration.ofSeconds(1))
                .withPriority(priority);
    }

    private static PlanModel model(String name) {
        ModelId like = DemoNetwork.ORIENTATION.model();
        PlanModel model = PlanModel.of(
                Objects.requireNonNull(MadeUp.catalogs().get(like)),
                Objects.requireNonNull(MadeUp.profiles(1_000_000).get(like)));
        List<PlanModel.PlanBlock> blocks = model.blocks().stream()
                .map(block -> new PlanModel.PlanBlock(
                        block.id(),
                        block.variants().stream()
                                .map(variant -> new PlanModel.Variant(
                                        variant.id(),
                                        variant.accuracyDrop(),
                                        variant.nanos(),
                                        variant.bytes(),
                                        new Digest(name + variant.digest())))
                                .toList()))
                .toList();
        return new PlanModel(new ModelId(name), model.baseAccuracy(), model.fixedNanos(), model.fixedBytes(), blocks);
    }
}
