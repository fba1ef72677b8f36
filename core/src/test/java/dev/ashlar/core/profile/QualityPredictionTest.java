/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.AccuracyLink.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QualityPredictionTest {
    private static final Scores SCORES = new Scores(0.5, 0.75, 0.01, 0.1, 0.1, 0.1);
    private static final AccuracyLink LINK =
            new AccuracyLink(List.of(new Point(0, 0), new Point(0.1, 0.02), new Point(0.2, 0.1), new Point(0.3, 0.1)));

    private final BlockCatalog net = Catalogs.chain("net", 2);

    private QualityPrediction prediction() {
        List<SwapScores> swaps = new ArrayList<>();
        for (Block block : net.blocks()) {
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal()) {
                    swaps.add(new SwapScores(block.id(), descendant.id(), descendant.digest(), SCORES, 0.1));
                }
            }
        }
        return new QualityPrediction(
                swaps, LINK, new ErrorBand(0.01, 0.5), new PredictionCheck(0, 0, 0, 0, 0, 0), List.of());
    }

    private BlockChain halves(int count) {
        BlockChain chain = net.originalChain();
        for (int i = 0; i < count; i++) {
            chain = chain.with(i, new DescendantId("half"));
        }
        return chain;
    }

    @Test
    void addsDamagesUpAndTellsWhatTheyLose() {
        assertThat(prediction().damage(net, halves(2))).isCloseTo(0.2, within(1e-12));
        QualityPrediction.Loss loss = prediction().loss(net, halves(2));
        assertThat(loss.loss()).isCloseTo(0.1, within(1e-12));
        assertThat(loss.half()).isCloseTo(0.06, within(1e-12));
        assertThat(loss.high() - loss.low()).isCloseTo(0.12, within(1e-12));
        assertThat(prediction().loss(net, halves(0)).loss()).isZero();
    }

    @Test
    void coversANetworkUntilADescendantChanges() {
        assertThat(prediction().covers(net)).isTrue();
        Block block = net.blocks().get(1);
        List<Descendant> changed = new ArrayList<>(block.descendants());
        changed.replaceAll(each -> each.isOriginal()
                ? each
                : new Descendant(
                        each.id(),
                        each.compressions(),
                        new Digest("other"),
                        each.fileBytes(),
                        each.weightBytes(),
                        each.macs(),
                        each.featureError(),
                        each.recipe()));
        List<Block> blocks = new ArrayList<>(net.blocks());
        blocks.set(1, block.with(changed, List.of()));
        BlockCatalog other = net.withBlocks(blocks);
        assertThat(prediction().covers(other)).isFalse();
        assertThatThrownBy(() -> prediction().damage(other, halves(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nothing is known of the damage of");
    }

    @Test
    void findsTheDamageThatComesToALoss() {
        assertThat(prediction().damageOf(0)).isZero();
        assertThat(prediction().damageOf(0.01)).isCloseTo(0.05, within(1e-12));
        assertThat(prediction().damageOf(0.1)).isCloseTo(0.2, within(1e-12));
        assertThat(prediction().damageOf(0.9)).isEqualTo(0.3);
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            double loss = 0.1 * random.nextDouble();
            assertThat(LINK.loss(prediction().damageOf(loss))).isCloseTo(loss, within(1e-12));
        }
    }

    @Test
    void promisesLessWithMoreConfidenceAndNothingLessOfTheOriginal() {
        assertThat(prediction().conservative(0.5).points()).hasSameSizeAs(LINK.points());
        for (double damage : new double[] {0.05, 0.1, 0.25}) {
            double likely = prediction().conservative(0.5).loss(damage);
            assertThat(likely).isCloseTo(LINK.loss(damage), within(1e-4));
            assertThat(prediction().conservative(0.9).loss(damage)).isGreaterThan(likely);
            assertThat(prediction().conservative(0.99).loss(damage))
                    .isGreaterThan(prediction().conservative(0.9).loss(damage));
        }
        assertThat(prediction().conservative(0.975).loss(0.2)).isCloseTo(0.1 + 0.06, within(1e-4));
        assertThat(prediction().conservative(0.99).loss(0)).isZero();
        assertThat(QualityPrediction.conservative(0.1, 0.01, 0.975)).isCloseTo(0.1196, within(1e-4));
        assertThat(QualityPrediction.conservative(-0.1, 0.01, 0.9)).isZero();
    }

    @Test
    void knowsWhatWasMeasured() {
        MeasuredComposition measured = new MeasuredComposition(
                MeasuredComposition.Purpose.PLAN, halves(2).choices(), SCORES);
        QualityPrediction prediction = prediction().withMeasured(List.of(measured));
        assertThat(prediction.measured(halves(2).choices())).isEqualTo(measured);
        assertThat(prediction.measured(halves(1).choices())).isNull();
        assertThatThrownBy(() -> prediction().withMeasured(List.of(measured, measured)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("measured twice");
    }

    @Test
    void knowsTheQuantilesOfTheNormalDistribution() {
        assertThat(NormalQuantile.of(0.5)).isCloseTo(0, within(5e-4));
        assertThat(NormalQuantile.of(0.8413447)).isCloseTo(1, within(5e-4));
        assertThat(NormalQuantile.of(0.975)).isCloseTo(1.959964, within(5e-4));
        assertThat(NormalQuantile.of(0.999)).isCloseTo(3.090232, within(5e-4));
        assertThat(NormalQuantile.of(0.05)).isCloseTo(-1.644854, within(5e-4));
        assertThatThrownBy(() -> NormalQuantile.of(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1.0)");
    }

    @Test
    void comparesPredictionsWithMeasurements() {
        PredictionCheck check = PredictionCheck.of(
                List.of(0.1, 0.2, 0.3, 0.4), List.of(0.05, 0.05, 0.05, 0.05), List.of(0.1, 0.21, 0.2, 0.5));
        assertThat(check.compositions()).isEqualTo(4);
        assertThat(check.meanError()).isCloseTo(0.21 / 4, within(1e-12));
        assertThat(check.bias()).isCloseTo(-0.01 / 4, within(1e-12));
        assertThat(check.worstError()).isCloseTo(0.1, within(1e-12));
        assertThat(check.covered()).isEqualTo(0.5);
        assertThat(check.rankCorrelation()).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void ranksEqualValuesAlikeAndNothingWhereAllIsEqual() {
        assertThat(PredictionCheck.of(List.of(1.0, 1.0, 2.0), List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 2.0))
                        .rankCorrelation())
                .isCloseTo(1, within(1e-12));
        assertThat(PredictionCheck.of(List.of(1.0, 1.0), List.of(0.0, 0.0), List.of(1.0, 2.0))
                        .rankCorrelation())
                .isZero();
        assertThat(PredictionCheck.of(List.of(), List.of(), List.of()).meanError())
                .isZero();
    }
}
