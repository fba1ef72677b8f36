/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.MeasuredComposition.Purpose;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A network of nine blocks and five choices that loses by a known law, measured on images that are drawn. */
class PredictionFitTest {
    private static final int IMAGES = 4000;
    private static final double BASE = 0.88;
    private static final double CHANCE = 0.1;
    private static final BlockCatalog NET = net();

    private static BlockCatalog net() {
        BlockCatalog chain = Catalogs.chain("net", 9);
        List<Block> blocks = new ArrayList<>();
        for (Block block : chain.blocks()) {
            List<Descendant> choices = new ArrayList<>(List.of(block.original()));
            for (int level = 1; level <= 4; level++) {
                choices.add(new Descendant(
                        new DescendantId("level-" + level),
                        List.of(new Compression.ChannelPruning(1 - 0.2 * level)),
                        new Digest(block.id() + "-" + level),
                        1,
                        1,
                        100 - 20 * level,
                        0.1 * level,
                        "made up"));
            }
            blocks.add(block.with(choices, List.of()));
        }
        return chain.withBlocks(blocks);
    }

    /** What happens to be true of a network. */
    private static final class World {
        private final Random random;
        private final Map<BlockId, Map<DescendantId, Double>> damages = new HashMap<>();
        private final double shape;
        private final double roughness;

        World(long seed, double roughness) {
            this.random = new Random(seed);
            this.shape = 1 + 0.5 * random.nextDouble();
            this.roughness = roughness;
            for (Block block : NET.blocks()) {
                double weight = 0.02 + 0.06 * random.nextDouble();
                Map<DescendantId, Double> of = new HashMap<>(Map.of(DescendantId.ORIGINAL, 0.0));
                for (int level = 1; level <= 4; level++) {
                    of.put(new DescendantId("level-" + level), weight * level * level / 2);
                }
                damages.put(block.id(), of);
            }
        }

        double damage(BlockChain chain) {
            double sum = 0;
            for (int i = 0; i < NET.blocks().size(); i++) {
                sum += damages.getOrDefault(NET.blocks().get(i).id(), Map.of())
                        .getOrDefault(chain.choices().get(i), 0.0);
            }
            return sum;
        }

        /** The loss on all images there are; a composition has a whim of its own that nothing predicts. */
        double loss(BlockChain chain) {
            double whim = roughness * new Random(chain.hashCode()).nextGaussian();
            double damage = damage(chain);
            return damage == 0
                    ? 0
                    : Math.max(0, (BASE - CHANCE) * -Math.expm1(-Math.pow(0.9 * damage, shape)) * (1 + whim));
        }

        /** The scores on the images of a profile. */
        Scores measure(BlockChain chain) {
            double loss = loss(chain);
            double error = Math.sqrt(Math.min(0.2, 1.5 * loss) / IMAGES);
            double drop = loss + error * random.nextGaussian();
            double damage = damage(chain);
            return new Scores(
                    Math.max(0, Math.min(1, BASE - drop)),
                    Math.max(0, 1 - 1.5 * loss),
                    error,
                    damage * (1 + 0.05 * random.nextGaussian()),
                    damage,
                    Math.min(2, damage));
        }
    }

    private static QualityPrediction fit(World world, long seed) {
        Map<BlockChain, Scores> swaps = new HashMap<>();
        QualityStudy.swaps(NET).forEach(swap -> swaps.put(swap, world.measure(swap)));
        CompositionDesign design = new CompositionDesign(
                NET, (block, descendant) -> world.damage(NET.originalChain().with(block, descendant.id())), seed);
        List<MeasuredComposition> measured = new ArrayList<>();
        List<BlockChain> fit = design.fit(20);
        fit.forEach(chain -> measured.add(new MeasuredComposition(Purpose.FIT, chain.choices(), world.measure(chain))));
        design.check(10, fit)
                .forEach(chain ->
                        measured.add(new MeasuredComposition(Purpose.CHECK, chain.choices(), world.measure(chain))));
        return new PredictionFit(NET, swaps, CHANCE).fit(measured);
    }

    private static PredictionCheck truth(World world, QualityPrediction prediction, long seed) {
        List<Double> predicted = new ArrayList<>();
        List<Double> halves = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<DescendantId> choices = new ArrayList<>();
            for (Block block : NET.blocks()) {
                choices.add(block.choices().get(random.nextInt(5)).id());
            }
            BlockChain chain = new BlockChain(NET.model(), choices);
            QualityPrediction.Loss loss = prediction.loss(NET, chain);
            predicted.add(loss.loss());
            halves.add(loss.half());
            losses.add(world.loss(chain));
        }
        return PredictionCheck.of(predicted, halves, losses);
    }

    @Test
    void predictsCompositionsItHasNeverSeenWithinTheNoiseOfTheImages() {
        for (long seed = 0; seed < 12; seed++) {
            World world = new World(seed, 0);
            PredictionCheck check = truth(world, fit(world, seed), seed + 100);
            assertThat(check.meanError()).as("seed %d", seed).isLessThan(0.01);
            assertThat(Math.abs(check.bias())).as("seed %d", seed).isLessThan(0.01);
            assertThat(check.rankCorrelation()).as("seed %d", seed).isGreaterThan(0.97);
        }
    }

    @Test
    void intervalsHoldNinetyPercentAndMoreWhateverTheRoughness() {
        for (double roughness : new double[] {0, 0.03, 0.08}) {
            double covered = 0;
            for (long seed = 0; seed < 12; seed++) {
                World world = new World(seed, roughness);
                covered += truth(world, fit(world, seed), seed + 200).covered() / 12;
            }
            assertThat(covered).as("roughness %s", roughness).isGreaterThan(0.9);
        }
    }

    @Test
    void rougherNetworksHaveWiderIntervals() {
        double smooth = 0;
        double rough = 0;
        for (long seed = 0; seed < 6; seed++) {
            smooth += fit(new World(seed, 0.01), seed).band().half(0.1);
            rough += fit(new World(seed, 0.1), seed).band().half(0.1);
        }
        assertThat(rough).isGreaterThan(1.5 * smooth);
    }

    @Test
    void checksWithCompositionsThatItWasNotFittedTo() {
        World world = new World(5, 0.02);
        QualityPrediction prediction = fit(world, 5);
        assertThat(prediction.check().compositions()).isEqualTo(10);
        assertThat(prediction.check().rankCorrelation()).isGreaterThan(0.8);
        List<MeasuredComposition> others = new ArrayList<>(prediction.measured());
        others.replaceAll(each -> each.purpose() == Purpose.CHECK
                ? new MeasuredComposition(Purpose.CHECK, each.choices(), world.measure(NET.originalChain()))
                : each);
        Map<BlockChain, Scores> swaps = new HashMap<>();
        World again = new World(5, 0.02);
        QualityStudy.swaps(NET).forEach(swap -> swaps.put(swap, again.measure(swap)));
        QualityPrediction other = new PredictionFit(NET, swaps, CHANCE).fit(others);
        assertThat(other.link()).isEqualTo(prediction.link());
        assertThat(other.check().meanError()).isGreaterThan(prediction.check().meanError());
    }

    @Test
    void aPredictionFromFewCompositionsIsCautious() {
        World world = new World(1, 0);
        Map<BlockChain, Scores> swaps = new HashMap<>();
        QualityStudy.swaps(NET).forEach(swap -> swaps.put(swap, world.measure(swap)));
        QualityPrediction prediction = new PredictionFit(NET, swaps, CHANCE).fit(List.of());
        assertThat(prediction.band()).isEqualTo(new ErrorBand(0.02, 0.5));
        assertThat(prediction.loss(NET, NET.originalChain()).loss()).isCloseTo(0, within(1e-9));
    }
}
