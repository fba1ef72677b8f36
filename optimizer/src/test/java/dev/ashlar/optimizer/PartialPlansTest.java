/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartialPlansTest {
    private record Made(double cost, double load, long bytes) {
        boolean beats(Made other) {
            return cost <= other.cost && load <= other.load && bytes <= other.bytes;
        }
    }

    @Test
    void keepsWhatNothingBeatsAndSomethingForAllItDrops() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Made> made = new ArrayList<>();
            PartialPlans plans = new PartialPlans(1);
            int count = 1 + random.nextInt(300);
            for (int i = 0; i < count; i++) {
                // Few values, so that ties are frequent.
                Made each = new Made(random.nextInt(20), random.nextInt(20), random.nextInt(20));
                made.add(each);
                plans.add(
                        each.cost(), PartialPlans.none(1), 0, new double[] {each.load()}, each.bytes(), each.cost(), i);
            }
            plans.prune();
            List<Made> kept = IntStream.range(0, plans.size())
                    .mapToObj(i -> made.get(plans.pick(i)))
                    .toList();
            for (Made each : made) {
                assertThat(kept).as("seed %d", seed).anyMatch(other -> other.beats(each));
            }
            // Of equal load, one may stay that another beats.
            for (Made each : kept) {
                assertThat(kept)
                        .as("seed %d", seed)
                        .noneMatch(other -> other.beats(each) && other.load() < each.load());
            }
        }
    }

    @Test
    void keepsAllWhereThereAreSeveralLoadRows() {
        PartialPlans plans = new PartialPlans(2);
        for (int i = 0; i < 3; i++) {
            plans.add(i, PartialPlans.none(2), 0, new double[] {i, i}, i, i, i);
        }
        plans.prune();
        assertThat(plans.size()).isEqualTo(3);
        assertThat(plans.load(2, 1)).isEqualTo(2);
    }

    @Test
    void ordersNumbersAsASortDoes() {
        for (int seed = 0; seed < 100; seed++) {
            double[] numbers = new Random(seed)
                    .doubles(seed, 0, 1)
                    .map(number -> Math.round(number * 50))
                    .toArray();
            int[] order = IndexSort.ascending(numbers, numbers.length);
            Integer[] expected = IntStream.range(0, numbers.length).boxed().toArray(Integer[]::new);
            Arrays.sort(expected, (a, b) -> Double.compare(numbers[a], numbers[b]));
            assertThat(order)
                    .as("seed %d", seed)
                    .containsExactly(
                            Arrays.stream(expected).mapToInt(Integer::intValue).toArray());
        }
    }
}
