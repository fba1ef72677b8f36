/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.A;
import static dev.ashlar.core.plan.Plans.B;
import static dev.ashlar.core.plan.Plans.C;
import static dev.ashlar.core.plan.Plans.CORES;
import static dev.ashlar.core.plan.Plans.MEMORY;
import static dev.ashlar.core.plan.Plans.PLAN;
import static dev.ashlar.core.plan.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanForecast.StreamForecast;
import dev.ashlar.core.testing.PlanRequests;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanForecastTest {
    @Test
    void isWhatOneAddsUpByHand() {
        PlanForecast forecast = PlanForecast.of(request(MEMORY, 2, A.withWeight(2), B, C), PLAN);
        assertThat(forecast.streams())
                .containsOnly(
                        Map.entry(A.id(), new StreamForecast(55, 0.75)),
                        Map.entry(B.id(), new StreamForecast(35, 0.625)),
                        Map.entry(C.id(), new StreamForecast(10, 0.75)));
        assertThat(forecast.memoryBytes()).isEqualTo(MEMORY);
        assertThat(forecast.cpuCores()).isCloseTo(CORES, within(1e-15));
        assertThat(forecast.value()).isEqualTo(2 * 0.75 + 0.625 + 0.75);
        assertThat(forecast.fetchBytes()).isEqualTo(190);
    }

    @Test
    void fetchesOnlyWhatIsNotResidentAndPaysByTheKiB() {
        PlanRequest request = request().withResident(Set.of(new Digest("shared"), new Digest("net-b0")), 0.5);
        PlanForecast forecast = PlanForecast.of(request, PLAN);
        assertThat(forecast.fetchBytes()).isEqualTo(40);
        assertThat(forecast.objective(request)).isEqualTo(forecast.value() - 0.5 * 40 / 1024);
    }

    @Test
    void countsNothingForAStreamThatIsPaused() {
        Plan paused = new Plan(0, Map.of(), Map.of(A.id(), "x", B.id(), "x", C.id(), "x"));
        assertThat(PlanForecast.of(request(), paused)).isEqualTo(new PlanForecast(Map.of(), 0, 0, 0, 0));
    }

    @Test
    void mayFallBelowZeroWhereDropsAddUpBeyondTheBase() {
        PlanModel poor = Plans.model("net", 0, 0, List.of(Plans.variant("original", 1, 1, 1, "d")));
        assertThat(poor.accuracy(Plans.chain("net", "original"))).isEqualTo(-0.25);
    }

    @Test
    void requestsRefuseUnknownNetworksAndMeaninglessLimits() {
        PlanRequest request = request();
        assertThatThrownBy(() -> PlanRequest.of(request.workload(), Map.of(), request.budget()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The stream a names the network net, which is not known. Maybe one of");
        assertThatThrownBy(() -> request.withTimeLimit(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.withResident(Set.of(), -1e-9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.withResident(Set.of(), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.model(Plans.stream("x", "nowhere", 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requestsChangeOneThingAndKeepTheRest() {
        PlanRequest request = PlanRequests.small(5);
        PlanRequest changed = request.withBudget(request.budget().withCpuCores(3))
                .withTimeLimit(Duration.ofSeconds(9))
                .withResident(Set.of(new Digest("d")), 0.25);
        assertThat(changed)
                .isEqualTo(new PlanRequest(
                        request.workload(),
                        request.models(),
                        request.budget().withCpuCores(3),
                        Set.of(new Digest("d")),
                        0.25,
                        Duration.ofSeconds(9),
                        request.seed()));
        assertThat(PlanRequest.of(Workload.EMPTY, Map.of(), request.budget()).models())
                .doesNotContainKey(new ModelId("net"));
    }
}
