/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.quality.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PredictStudyTest {
    @Test
    void sealedImagesFailToBeReadUntilTheyAreOpened() {
        ImageSet images = new ImageSet() {
            @Override
            public String name() {
                return "test set";
            }

            @Override
            public int size() {
                return 3;
            }

            @Override
            public Sample sample(int index) {
                throw new UnsupportedOperationException("read");
            }
        };
        SealedImages sealed = new SealedImages(images);
        assertThat(sealed.size()).isEqualTo(3);
        assertThatThrownBy(() -> sealed.sample(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test set was looked at before");
        sealed.open();
        assertThatThrownBy(() -> sealed.sample(0)).hasMessage("read");
    }

    @Test
    void theRidgeLinkFindsALawOfItsOwnKind() {
        List<Double> sums = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double sum = i / 20.0;
            sums.add(sum);
            accuracies.add(0.1 + 0.9 / (1 + Math.exp(-(2 - 1.5 * sum - 0.5 * Math.sqrt(sum)))));
        }
        RidgeLink link = RidgeLink.fit(sums, accuracies, 0.1);
        for (int i = 0; i < 40; i += 5) {
            assertThat(link.accuracy(sums.get(i))).isCloseTo(accuracies.get(i), within(0.01));
        }
    }

    @Test
    void theMeanOfCompositionsThatErrOnTheSameImagesIsNoSurerThanOneOfThem() {
        ModelId model = new ModelId("net");
        List<BlockChain> chains = Stream.of("original", "a", "b", "c")
                .map(id -> new BlockChain(model, List.of(new DescendantId(id))))
                .toList();
        float[][] scores = {{1, 1, 1, 1}, {1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 1}};
        MeasuredLosses measured = MeasuredLosses.of(chains, scores);
        double one = measured.of(chains.get(1)).error();
        assertThat(one).isCloseTo(Math.sqrt(0.25 / 3), within(1e-9));
        assertThat(measured.mean(chains.subList(1, 3)).error()).isCloseTo(one, within(1e-6));
        assertThat(measured.mean(chains.subList(2, 4)).error()).isCloseTo(0, within(1e-6));
        assertThat(measured.mean(chains.subList(2, 4)).loss()).isCloseTo(0.5, within(1e-6));
    }

    private static PredictResults.Network network(int images, double error, double bias) {
        return new PredictResults.Network(
                "net",
                "recipe",
                2,
                4,
                100,
                images,
                0.9,
                0.9,
                1,
                30,
                new PredictResults.Floor(0.01, 0.01, 0.01),
                List.of(new PredictResults.Score(Predictors.OURS, "Ashlar", 5, error, error, bias, 0.1, 0.96, 0.93)),
                List.of(new PredictResults.Plans(Predictors.OURS, 3, 0.005, 0.01, 0.001, 0.002, 0.05)),
                List.of(new PredictResults.Composition("random", "[a, b]", 0.1, 0.02, Map.of())),
                0,
                List.of(),
                List.of());
    }

    @Test
    void holdsCostsAloneAgainstWhatIsWantedOfThem() {
        PredictResults.Network costs = new PredictResults.Network(
                "net",
                "recipe",
                2,
                4,
                100,
                0,
                0.9,
                0,
                1,
                4,
                new PredictResults.Floor(0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                100,
                List.of(
                        new PredictResults.Cost("[a]", 0, 96, 100, 100),
                        new PredictResults.Cost("[a]", 1, 88, 100, 100),
                        new PredictResults.Cost("[a]", 2, 109, 100, 100),
                        new PredictResults.Cost("[a]", 3, 100, 100, 100)),
                List.of(new PredictResults.Growth("[a]", 3L << 20, 2L << 20)));

        assertThat(PredictTargets.of(costs))
                .extracting(PredictTargets.Target::met)
                .containsExactly(true, false, true, true, true);
    }

    @Test
    void holdsWhatCameOutAgainstWhatIsWanted() {
        assertThat(PredictTargets.of(network(4000, 0.009, -0.002))).allMatch(PredictTargets.Target::met);
        assertThat(PredictTargets.of(network(4000, 0.0135, -0.004)))
                .extracting(PredictTargets.Target::met)
                .containsExactly(false, false, false, true, true, true, true);
    }

    @Test
    void addsTheSamplingFloorInSquaresWhereImagesAreFew() {
        assertThat(PredictTargets.of(network(1000, 0.0135, -0.004)))
                .extracting(PredictTargets.Target::met)
                .containsExactly(true, true, true, true, true, true, true);
        assertThat(PredictTargets.of(network(1000, 0.0135, -0.004)).get(0).target())
                .endsWith("at most 1.41");
    }
}
