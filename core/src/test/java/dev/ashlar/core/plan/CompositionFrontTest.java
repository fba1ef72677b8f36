/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.CompositionFront.Choice;
import dev.ashlar.core.plan.CompositionFront.Front;
import dev.ashlar.core.plan.CompositionFront.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a look at every composition. */
class CompositionFrontTest {
    private static final ModelId MODEL = new ModelId("net");

    private static List<List<Choice>> blocks(Random random, int count, boolean coarse) {
        List<List<Choice>> blocks = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            List<Choice> choices = new ArrayList<>();
            int size = 1 + random.nextInt(4);
            for (int i = 0; i < size; i++) {
                choices.add(new Choice(
                        new DescendantId("d" + i),
                        number(random, coarse),
                        number(random, coarse),
                        number(random, coarse)));
            }
            blocks.add(choices);
        }
        return blocks;
    }

    private static List<List<Choice>> many(Random random, int count, int size) {
        List<List<Choice>> blocks = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            List<Choice> choices = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                choices.add(new Choice(
                        new DescendantId("d" + i), random.nextDouble(), random.nextDouble(), random.nextDouble()));
            }
            blocks.add(choices);
        }
        return blocks;
    }

    /** Coarse numbers make ties. */
    private static double number(Random random, boolean coarse) {
        return coarse ? random.nextInt(3) : random.nextInt(1000) - 200;
    }

    private static List<double[]> all(List<List<Choice>> blocks) {
        List<double[]> sums = new ArrayList<>(List.of(new double[3]));
        for (List<Choice> choices : blocks) {
            List<double[]> next = new ArrayList<>();
            for (double[] sum : sums) {
                for (Choice choice : choices) {
                    next.add(new double[] {sum[0] + choice.nanos(), sum[1] + choice.bytes(), sum[2] + choice.drop()});
                }
            }
            sums = next;
        }
        return sums;
    }

    private static boolean beats(double[] one, double[] other) {
        boolean noWorse = one[0] <= other[0] && one[1] <= other[1] && one[2] <= other[2];
        return noWorse && (one[0] < other[0] || one[1] < other[1] || one[2] < other[2]);
    }

    private static Set<List<Double>> expected(List<List<Choice>> blocks) {
        List<double[]> all = all(blocks);
        Set<List<Double>> front = new HashSet<>();
        for (double[] each : all) {
            if (all.stream().noneMatch(other -> beats(other, each))) {
                front.add(List.of(each[0], each[1], each[2]));
            }
        }
        return front;
    }

    private static List<Double> sums(Point point) {
        return List.of(point.nanos(), point.bytes(), point.drop());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdsWhatNoOtherBeatsEachOnce(boolean coarse) {
        for (int seed = 0; seed < 200; seed++) {
            List<List<Choice>> blocks = blocks(new Random(seed), 1 + seed % 5, coarse);
            Front front = CompositionFront.of(MODEL, blocks, 100_000);
            assertThat(front.complete()).isTrue();
            assertThat(front.points())
                    .as("seed %d", seed)
                    .extracting(CompositionFrontTest::sums)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(expected(blocks));
        }
    }

    @Test
    void namesTheCompositionOfEveryPoint() {
        for (int seed = 0; seed < 50; seed++) {
            List<List<Choice>> blocks = blocks(new Random(seed), 4, false);
            for (Point point : CompositionFront.of(MODEL, blocks, 100_000).points()) {
                double nanos = 0;
                double drop = 0;
                for (int b = 0; b < 4; b++) {
                    DescendantId id = point.chain().choices().get(b);
                    Choice choice = blocks.get(b).stream()
                            .filter(each -> each.id().equals(id))
                            .findFirst()
                            .orElseThrow();
                    nanos += choice.nanos();
                    drop += choice.drop();
                }
                assertThat(List.of(nanos, drop)).as("seed %d", seed).isEqualTo(List.of(point.nanos(), point.drop()));
            }
        }
    }

    @Test
    void thinsOutWhatIsTooLargeAndSaysSo() {
        List<List<Choice>> blocks = many(new Random(1), 10, 6);
        Front front = CompositionFront.of(MODEL, blocks, 500);
        assertThat(front.complete()).isFalse();
        assertThat(front.points()).hasSizeBetween(20, 500);
    }

    @Test
    void countsWhatIsWorthChoosingByTwoSumsAlone() {
        for (int seed = 0; seed < 100; seed++) {
            List<List<Choice>> blocks = blocks(new Random(seed), 4, seed % 2 == 0);
            Set<List<Double>> expected = new HashSet<>();
            List<double[]> all = all(blocks);
            for (double[] each : all) {
                boolean beaten = all.stream()
                        .anyMatch(other -> other[0] <= each[0]
                                && other[2] <= each[2]
                                && (other[0] < each[0] || other[2] < each[2]));
                if (!beaten) {
                    expected.add(List.of(each[0], each[2]));
                }
            }
            Front front = CompositionFront.of(MODEL, blocks, 100_000);
            assertThat(front.count(Point::nanos, Point::drop))
                    .as("seed %d", seed)
                    .isEqualTo(expected.size());
        }
    }

    @Test
    void distinctPointsAreFurtherApartThanCanBeTold() {
        Front front = CompositionFront.of(MODEL, many(new Random(3), 5, 4), 100_000);
        assertThat(front.points()).hasSizeGreaterThan(20);
        List<Point> distinct = front.distinct(0.8, 0.8, 0.8);
        assertThat(distinct).isNotEmpty().hasSizeLessThan(front.points().size());
        for (Point point : front.points()) {
            assertThat(distinct).anySatisfy(kept -> assertThat(Math.abs(kept.nanos() - point.nanos()) <= 0.8
                            && Math.abs(kept.bytes() - point.bytes()) <= 0.8
                            && Math.abs(kept.drop() - point.drop()) <= 0.8)
                    .isTrue());
        }
        assertThat(front.distinct(-1, -1, -1)).hasSameSizeAs(front.points());
    }

    @Test
    void refusesBlocksWithoutAChoiceAndNumbersThatAreNone() {
        assertThatThrownBy(() -> CompositionFront.of(MODEL, List.of(List.of()), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Every block of net must have a choice");
        assertThatThrownBy(() -> new Choice(DescendantId.ORIGINAL, Double.NaN, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be finite");
    }
}
