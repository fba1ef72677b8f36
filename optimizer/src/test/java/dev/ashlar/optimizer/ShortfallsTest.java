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

import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.Shortfall;
import dev.ashlar.core.testing.ExhaustivePlanner;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.workload.StreamSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortfallsTest {
    @Test
    void neverNamesOneWhereAPlanExists() {
        ExhaustivePlanner exhaustive = new ExhaustivePlanner();
        for (long seed = 20_000; seed < 20_300; seed++) {
            if (exhaustive.plan(PlanRequests.small(seed)) instanceof PlanOutcome.Feasible) {
                assertThat(Shortfalls.of(PlanRequests.small(seed)))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void findsNothingAtTheVeryLimitOfEveryDemand() {
        PlanModel plain = model("net", block(variant("only", 0.1, 20, 100, "d")));
        PlanModel model = new PlanModel(plain.id(), 0.9, 10, 50, plain.blocks());
        List<StreamSpec> streams =
                List.of(stream("a", "net", 90, 30).withAccuracyFloor(0.8), stream("b", "net", 90, 30));
        assertThat(Shortfalls.of(request(streams, 150, 2 / 3.0 + 1e-16, model))).isEmpty();
        assertThat(Shortfalls.of(request(streams, 149, 2 / 3.0 + 1e-16, model)))
                .containsExactly(new Shortfall("memory", 150, 149, "bytes"));
        assertThat(Shortfalls.of(request(streams, 150, 0.6666, model)))
                .containsExactly(new Shortfall("cpu", 2 / 3.0, 0.6666, "cores"));
    }

    @Test
    void countsBytesThatTwoBlocksShareOnceAtLeast() {
        PlanModel model = model("net", block(variant("x", 0, 1, 100, "same")), block(variant("x", 0, 1, 100, "same")));
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 10));
        assertThat(Shortfalls.of(request(streams, 100, 1, model))).isEmpty();
        assertThat(Shortfalls.of(request(streams, 99, 1, model)))
                .containsExactly(new Shortfall("memory", 100, 99, "bytes"));
    }

    @Test
    void looksAtEachBlocksBestForEachDemandByItself() {
        PlanModel model = model("net", block(variant("fast", 0.5, 1, 100, "f"), variant("small", 0, 50, 10, "s")));
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 1).withAccuracyFloor(0.9));
        assertThat(Shortfalls.of(request(streams, 10, 0.01, model))).isEmpty();
    }

    @Test
    void takesNoBoundVariantApartFromWhatItIsBoundTo() {
        PlanModel model = model(
                "net",
                block(variant("original", 0, 10, 10, "a"), variant("half", 0.2, 5, 5, "b")),
                block(variant("plain", 0, 10, 10, "c"), bound("p", -0.1, 1, 1, "d", "original")));
        List<StreamSpec> streams = List.of(stream("a", "net", 100, 11).withAccuracyFloor(1));
        assertThat(Shortfalls.of(request(streams, 11, 0.11, model))).isEmpty();
        assertThat(Shortfalls.of(request(List.of(stream("a", "net", 100, 10).withAccuracyFloor(1)), 10, 0.1, model)))
                .containsExactly(
                        new Shortfall("deadline of a", 11e-6, 10e-6, "ms"),
                        new Shortfall("cpu", 0.11, 0.1, "cores"),
                        new Shortfall("memory", 11, 10, "bytes"));
        PlanModel other = model(
                "net",
                block(variant("original", 0, 10, 10, "a"), variant("half", 0.2, 5, 5, "b")),
                block(variant("plain", 0, 10, 10, "c"), bound("p", -0.1, 1, 1, "d", "half")));
        assertThat(Shortfalls.of(request(List.of(stream("a", "net", 100, 100).withAccuracyFloor(1)), 99, 1, other)))
                .containsExactly(new Shortfall("accuracy floor of a", 1, 0.9, "accuracy"));
    }
}
