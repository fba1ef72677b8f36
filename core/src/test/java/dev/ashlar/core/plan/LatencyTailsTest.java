/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static dev.ashlar.core.plan.Plans.A;
import static dev.ashlar.core.plan.Plans.NET;
import static dev.ashlar.core.plan.Plans.chain;
import static dev.ashlar.core.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyTailsTest {
    private static final LatencyTails TAILS = new LatencyTails(Map.of(50.0, 0.5, 99.0, 1.5));

    private static PlanRequest asking(double percentile, long deadlineNanos) {
        StreamSpec stream = A.withDeadline(Duration.ofNanos(deadlineNanos)).withDeadlinePercentile(percentile);
        return PlanRequest.of(
                Workload.of(List.of(stream)),
                Map.of(NET.id(), NET.withTails(TAILS)),
                new ResourceBudget(Bytes.ofMebi(1), 4));
    }

    @Test
    void takesTheNextPercentileThatIsKnown() {
        assertThat(TAILS.factor(10)).isEqualTo(0.5);
        assertThat(TAILS.factor(50)).isEqualTo(0.5);
        assertThat(TAILS.factor(51)).isEqualTo(1);
        assertThat(TAILS.factor(95)).isEqualTo(1);
        assertThat(TAILS.factor(96)).isEqualTo(1.5);
        assertThat(LatencyTails.NONE.factor(50)).isEqualTo(1);
        assertThat(LatencyTails.of(new LatencyProfile(80, 100, 130, 90, 10)))
                .isEqualTo(new LatencyTails(Map.of(50.0, 0.8, 99.0, 1.3)));
    }

    @Test
    void findsTheLongestTimeWithinALimitToTheNanosecond() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            LatencyTails tails = new LatencyTails(Map.of(99.0, 1 + random.nextDouble() * random.nextInt(20)));
            long limit = random.nextLong(1L << (1 + random.nextInt(45)));
            long most = tails.longest(99, limit);
            assertThat(tails.at(99, most)).as("seed %d", seed).isLessThanOrEqualTo(limit);
            assertThat(tails.at(99, most + 1)).as("seed %d", seed).isGreaterThan(limit);
        }
    }

    @Test
    void holdsADeadlineAtThePercentileAskedFor() {
        Plan plan = plan(Map.of("a", chain("net", "original", "original")));
        long nanos = NET.nanos(chain("net", "original", "original"));
        long late = (nanos * 3 + 1) / 2;
        assertThat(PlanAudit.violations(asking(95, nanos), plan)).isEmpty();
        assertThat(PlanAudit.violations(asking(95, nanos - 1), plan)).hasSize(1);
        assertThat(PlanAudit.violations(asking(50, (nanos + 1) / 2), plan)).isEmpty();
        assertThat(PlanAudit.violations(asking(99, late - 1), plan)).hasSize(1);
        PlanRequest patient = asking(99, late);
        assertThat(PlanAudit.violations(patient, plan)).isEmpty();
        assertThat(PlanForecast.of(patient, plan).streams())
                .containsEntry(A.id(), new PlanForecast.StreamForecast(nanos, 0.75, late));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asking(99.9, 1000))
                .withMessageContainingAll("99.9", "none is known beyond 99", "Maybe ");
        assertThatIllegalArgumentException().isThrownBy(() -> TAILS.factor(99.5));
        assertThatIllegalArgumentException().isThrownBy(() -> A.withDeadlinePercentile(0));
        assertThatIllegalArgumentException().isThrownBy(() -> A.withDeadlinePercentile(Double.NaN));
        for (Map<Double, Double> bad : List.of(
                Map.of(50.0, 1.1),
                Map.of(99.0, 0.9),
                Map.of(95.0, 2.0),
                Map.of(101.0, 2.0),
                Map.of(0.0, 0.5),
                Map.of(99.0, Double.NaN),
                Map.of(99.0, 1e9),
                Map.of(96.0, 1.5, 99.0, 1.2))) {
            assertThatIllegalArgumentException()
                    .as("%s", bad)
                    .isThrownBy(() -> new LatencyTails(bad))
                    .withMessageContaining("must");
        }
    }
}
