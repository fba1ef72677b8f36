/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.testing.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FitBudgetTest {
    private static final int LEVELS = 4;

    /** Blocks front to back, in each the levels from the mildest on; the ranks of the fits that were made, by block. */
    private static List<List<Integer>> made(
            ManualTicker ticker, FitBudget budget, List<Duration> blocks, Duration beside) {
        for (Duration block : blocks) {
            for (int rank = 1; rank <= LEVELS; rank++) {
                budget.plan(rank, (double) block.toMillis());
            }
        }
        List<List<Integer>> made = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            List<Integer> ranks = new ArrayList<>();
            Duration block = blocks.get(i);
            ticker.advance(beside);
            Duration rest = beside.multipliedBy(blocks.size() - 1 - i);
            for (int rank = 1; rank <= LEVELS; rank++) {
                int own = rank;
                budget.run(rank, (double) block.toMillis(), rest, () -> {
                    ticker.advance(block);
                    ranks.add(own);
                });
            }
            made.add(ranks);
        }
        return made;
    }

    @Test
    void makesEverythingWhereThereIsTime() {
        ManualTicker ticker = new ManualTicker();
        FitBudget budget = new FitBudget(ticker, Duration.ofSeconds(100), 1);
        List<Duration> blocks = List.of(Duration.ofSeconds(3), Duration.ofSeconds(9), Duration.ofSeconds(8));

        assertThat(made(ticker, budget, blocks, Duration.ofSeconds(5)))
                .allSatisfy(ranks -> assertThat(ranks).containsExactly(1, 2, 3, 4));
        assertThat(budget.skipped()).isZero();
    }

    @Test
    void leavesOutStrongLevelsBeforeMildOnesAndKeepsTheTime() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            ManualTicker ticker = new ManualTicker();
            List<Duration> blocks = new ArrayList<>();
            Duration mildest = Duration.ZERO;
            for (int i = 0; i < 4 + random.nextInt(8); i++) {
                blocks.add(Duration.ofMillis(100 + random.nextInt(4000)));
                mildest = mildest.plus(blocks.get(i));
            }
            Duration beside = Duration.ofMillis(random.nextInt(500));
            Duration least = mildest.plus(beside.multipliedBy(blocks.size()));
            // What the first block spends before the pace is known is not to be missed at the end.
            Duration limit = least.plus(blocks.get(0).multipliedBy(LEVELS))
                    .plusMillis(random.nextInt(Math.toIntExact(3 * mildest.toMillis())));
            FitBudget budget = new FitBudget(ticker, limit, 1);

            List<List<Integer>> made = made(ticker, budget, blocks, beside);

            assertThat(ticker.nanos()).as("end, seed %d", seed).isLessThanOrEqualTo(limit.toNanos());
            assertThat(made).as("mildest, seed %d", seed).allSatisfy(ranks -> assertThat(ranks)
                    .startsWith(1));
            assertThat(budget.skipped() + made.stream().mapToInt(List::size).sum())
                    .as("fits, seed %d", seed)
                    .isEqualTo(LEVELS * blocks.size());
        }
    }

    @Test
    void aSlowStartDoesNotLeaveOutAllFitsOfALevel() {
        ManualTicker ticker = new ManualTicker();
        FitBudget budget = new FitBudget(ticker, Duration.ofSeconds(30), 1);
        for (int i = 0; i < 5; i++) {
            budget.plan(1, 1);
        }
        List<Integer> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int fit = i;
            budget.run(1, 1, Duration.ZERO, () -> {
                ticker.advance(Duration.ofSeconds(fit == 0 ? 12 : 1));
                made.add(fit);
            });
        }
        assertThat(made).as("at the pace of the first, two more would be all").containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aFitTakesItsTimeHoweverManyJobsThereAre() {
        ManualTicker ticker = new ManualTicker();
        FitBudget budget = new FitBudget(ticker, Duration.ofSeconds(52), 4);
        budget.plan(1, 1);
        budget.plan(1, 1);
        budget.run(1, 1, Duration.ZERO, () -> ticker.advance(Duration.ofSeconds(40)));
        budget.run(1, 1, Duration.ZERO, () -> ticker.advance(Duration.ofSeconds(40)));
        assertThat(ticker.nanos()).isEqualTo(Duration.ofSeconds(40).toNanos());
        assertThat(budget.skipped()).isEqualTo(1);
    }

    @Test
    void makesNothingOnceTheTimeIsOver() {
        ManualTicker ticker = new ManualTicker();
        FitBudget budget = new FitBudget(ticker, Duration.ofNanos(1), 4);
        ticker.advance(Duration.ofSeconds(1));

        assertThat(made(ticker, budget, List.of(Duration.ofSeconds(1)), Duration.ZERO))
                .containsExactly(List.of());
        assertThat(budget.skipped()).isEqualTo(LEVELS);
    }
}
