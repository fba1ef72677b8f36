/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.demo.PolicyResult.StreamResult;
import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.LatencySummary;
import dev.ashlar.coordinator.MeasuringStats;
import dev.ashlar.coordinator.PlanStats;
import dev.ashlar.core.workload.StreamId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final PlanStats PLANS = new PlanStats(7, 2, 31, 5 << 20, LatencySummary.NONE, LatencySummary.NONE);

    private final PolicyResult served = result(
            "Ashlar",
            stream("gate", MadeUp.counts(80, 5, 10, 4, 1), 0.9, 0.75),
            stream("plaza", FrameCounts.NONE, Double.NaN, Double.NaN));
    private final PolicyResult starved = result("Full", stream("gate", MadeUp.counts(0, 0, 100, 0, 0), Double.NaN, 0));

    @Test
    void reportsEveryPolicyToMachines() throws IOException {
        JsonNode report = new ObjectMapper().readTree(Summary.json(List.of(served, starved), 12.5, 42));

        assertThat(report.path("seconds").asDouble()).isEqualTo(12.5);
        assertThat(report.path("seed").asLong()).isEqualTo(42);
        assertThat(report.path("policies")).hasSize(2);
        JsonNode policy = report.path("policies").path(0);
        assertThat(policy.path("policy").asText()).isEqualTo("ashlar");
        assertThat(policy.path("accountedFor").asBoolean()).isTrue();
        assertThat(policy.path("plans").asLong()).isEqualTo(7);
        assertThat(policy.path("refused").asLong()).isEqualTo(2);
        assertThat(policy.path("blocksSwapped").asLong()).isEqualTo(31);
        assertThat(policy.path("bytesSwapped").asLong()).isEqualTo(5 << 20);
        JsonNode stream = policy.path("streams").path(0);
        assertThat(stream.path("id").asText()).isEqualTo("gate");
        assertThat(stream.path("offered").asLong()).isEqualTo(100);
        assertThat(stream.path("inDeadline").asLong()).isEqualTo(80);
        assertThat(stream.path("late").asLong()).isEqualTo(5);
        assertThat(stream.path("dropped").path("superseded").asLong()).isEqualTo(10);
        assertThat(stream.path("dropped").path("expired").asLong()).isEqualTo(4);
        assertThat(stream.path("dropped").path("paused").isIntegralNumber()).isTrue();
        assertThat(stream.path("dropped").path("closed").isIntegralNumber()).isTrue();
        assertThat(stream.path("failed").asLong()).isEqualTo(1);
        assertThat(stream.path("accuracy").asDouble()).isEqualTo(0.9);
    }

    @Test
    void whatIsUnknownIsNullForMachines() throws IOException {
        JsonNode report = new ObjectMapper().readTree(Summary.json(List.of(served, starved), 1, 1));

        JsonNode idle = report.path("policies").path(0).path("streams").path(1);
        assertThat(idle.path("accuracy").isNull()).isTrue();
        assertThat(idle.path("useful").isNull()).isTrue();
        assertThat(idle.path("offered").asLong()).isZero();
        assertThat(report.toString()).doesNotContain("NaN");
    }

    @Test
    void showsPeopleATableAndWhatWasGained() {
        StringWriter out = new StringWriter();

        Summary.show(List.of(served, starved), new Display(new PrintWriter(out, true), false));

        assertThat(out.toString())
                .contains("Ashlar: 7 plans adopted, 31 blocks and 5.00 MiB swapped")
                .containsPattern("gate +100 +80 +5 +14 +1 .* 90\\.0 % +75\\.0 % +10 superseded, 4 expired")
                .containsPattern("plaza +0 +0 +0 +0 +0 .* - +-")
                .containsPattern("Ashlar +40\\.0 % served in time, useful accuracy 37\\.5 %")
                .containsPattern("Full +0\\.0 % served in time, useful accuracy 0\\.0 %");
    }

    @Test
    void aPolicyIsAccountedForOnlyIfEveryFrameOfEveryStreamIs() {
        FrameCounts good = MadeUp.counts(8, 1, 1, 0, 0);
        FrameCounts pending = new FrameCounts(9, 8, 0, Map.of(), 0, 1);
        FrameCounts lost = new FrameCounts(9, 8, 0, Map.of(), 0, 0);

        assertThat(result("good", stream("a", good, 1, 1)).accountedFor()).isTrue();
        assertThat(result("pending", stream("a", good, 1, 1), stream("b", pending, 1, 1))
                        .accountedFor())
                .isFalse();
        assertThat(result("lost", stream("a", lost, 1, 1)).accountedFor()).isFalse();
        StreamResult silent = new StreamResult(new StreamId("a"), good, MadeUp.latencySummary(), "top-1", 1, 1, false);
        assertThat(result("silent", silent).accountedFor()).isFalse();
    }

    @Test
    void everyCameraCountsTheSameAndARefusedOneForNothing() {
        PolicyResult result = result(
                "mixed",
                stream("many", MadeUp.counts(300, 0, 0, 0, 0), 1, 1),
                stream("few", MadeUp.counts(0, 0, 100, 0, 0), Double.NaN, 0),
                stream("late", MadeUp.counts(5, 5, 0, 0, 0), 1, 0.5),
                stream("refused", FrameCounts.NONE, Double.NaN, Double.NaN));

        assertThat(result.useful()).isEqualTo(1.5 / 4);
        assertThat(result.inTime()).isEqualTo(1.5 / 4);
        assertThat(result("idle", stream("none", FrameCounts.NONE, Double.NaN, Double.NaN))
                        .useful())
                .isZero();
    }

    private static PolicyResult result(String name, StreamResult... streams) {
        Policy policy = new Policy(name, name.toLowerCase(Locale.ROOT), FixedSizePlanner::smallest, true);
        return new PolicyResult(policy, List.of(streams), PLANS, MeasuringStats.NONE);
    }

    private static StreamResult stream(String name, FrameCounts frames, double accuracy, double useful) {
        return new StreamResult(new StreamId(name), frames, MadeUp.latencySummary(), "top-1", accuracy, useful, true);
    }
}
