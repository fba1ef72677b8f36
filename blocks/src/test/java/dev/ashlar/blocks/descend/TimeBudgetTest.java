/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.testing.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final double SECOND = 1e9;

    @Test
    void trainingsGetTimeInProportionToTheirCostAndAllOfItIsUsed() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            ManualTicker ticker = new ManualTicker();
            TimeBudget budget = new TimeBudget(ticker, LIMIT, 1);
            int count = 3 + random.nextInt(20);
            List<Double> costs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                costs.add(1 + 9 * random.nextDouble());
                budget.plan(costs.get(i));
            }
            Duration beside = Duration.ofMillis(100 + random.nextInt(1500));
            Duration beyond = Duration.ofMillis(random.nextInt(1500));
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int i = 0; i < count; i++) {
                Duration given = budget.take(costs.get(i), beside.multipliedBy(count - i));
                ticker.advance(given.plus(beyond));
                budget.took(given, given.plus(beyond));
                ticker.advance(beside);
                if (i > 1) {
                    least = Math.min(least, given.toNanos() / costs.get(i));
                    most = Math.max(most, given.toNanos() / costs.get(i));
                }
            }
            assertThat(ticker.nanos() / SECOND)
                    .as("end, seed %d", seed)
                    .isCloseTo(LIMIT.toNanos() / SECOND, within(beyond.toNanos() / SECOND + 0.01));
            assertThat(most / least).as("evenness, seed %d", seed).isLessThan(1.01);
        }
    }

    @Test
    void aSlowStartIsNotExpectedOfTheTrainingsBehindIt() {
        ManualTicker ticker = new ManualTicker();
        TimeBudget budget = new TimeBudget(ticker, LIMIT, 1);
        for (int i = 0; i < 12; i++) {
            budget.plan(1);
        }
        Duration first = budget.take(1, Duration.ZERO);
        ticker.advance(first.plusSeconds(20));
        budget.took(first, first.plusSeconds(20));
        Duration second = budget.take(1, Duration.ZERO);
        ticker.advance(second.plusSeconds(1));
        budget.took(second, second.plusSeconds(1));
        Duration third = budget.take(1, Duration.ZERO);
        assertThat(third).isBetween(first.multipliedBy(3).dividedBy(4), first);
    }

    @Test
    void nothingIsGivenWhereOtherWorkNeedsAllThatIsLeft() {
        ManualTicker ticker = new ManualTicker();
        TimeBudget budget = new TimeBudget(ticker, LIMIT, 2);
        budget.plan(1);
        budget.plan(1);
        assertThat(budget.take(1, LIMIT.multipliedBy(2))).isZero();
        assertThat(budget.left()).isEqualTo(LIMIT);
        ticker.advance(LIMIT);
        assertThat(budget.take(1, Duration.ZERO)).isZero();
        assertThat(budget.left()).isZero();
    }

    @Test
    void jobsBesideEachOtherGetTheTimeOfAll() {
        TimeBudget budget = new TimeBudget(new ManualTicker(), LIMIT, 2);
        for (int i = 0; i < 4; i++) {
            budget.plan(1);
        }
        assertThat(budget.take(1, Duration.ZERO)).isEqualTo(LIMIT.dividedBy(2));
    }
}
