/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static dev.ashlar.optimizer.Problems.block;
import static dev.ashlar.optimizer.Problems.model;
import static dev.ashlar.optimizer.Problems.request;
import static dev.ashlar.optimizer.Problems.stream;
import static dev.ashlar.optimizer.Problems.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What max-min and strict priorities demand of the plans they are made of. */
class DemandsTest {
    private final PlanRequest request = request(
            List.of(stream("a", "net", 100, 10), stream("b", "net", 100, 10)),
            3 << 20,
            1,
            model("net", block(variant("large", 0, 10, 2 << 20, "l"), variant("small", 0.125, 4, 1 << 20, "s"))));

    private static Plan plan(String a, String b) {
        return Plan.of(Map.of(
                new StreamId("a"), new BlockChain(new ModelId("net"), List.of(new DescendantId(a))),
                new StreamId("b"), new BlockChain(new ModelId("net"), List.of(new DescendantId(b)))));
    }

    @Test
    void areMetToTheToleranceOfFloors() {
        Demands all = Demands.NONE.withAll(0.775);
        assertThat(all.areMetBy(request, plan("large", "small"))).isTrue();
        assertThat(all.withAll(0.775 + 5e-10).areMetBy(request, plan("large", "small")))
                .isTrue();
        assertThat(all.withAll(0.775 + 2e-9).areMetBy(request, plan("large", "small")))
                .isFalse();
        assertThat(all.withAll(0.9).areMetBy(request, plan("large", "large"))).isTrue();
    }

    @Test
    void areOfSomeStreamsWhereOnlyThoseHaveThem() {
        Demands one = new Demands(Double.NEGATIVE_INFINITY, Map.of(new StreamId("a"), 0.9), null);
        assertThat(one.areMetBy(request, plan("large", "small"))).isTrue();
        assertThat(one.areMetBy(request, plan("small", "large"))).isFalse();
        assertThat(one.areMetBy(request, Plan.of(Map.of()))).isFalse();
    }

    @Test
    void areAuditedWithTheLimits() {
        Demands one = new Demands(Double.NEGATIVE_INFINITY, Map.of(new StreamId("a"), 0.9), null);
        assertThat(Instance.of(request).admits(plan("small", "small"))).isTrue();
        assertThat(Instance.of(request, one).admits(plan("small", "small"))).isFalse();
        assertThat(Instance.of(request, one).admits(plan("large", "small"))).isTrue();
    }
}
