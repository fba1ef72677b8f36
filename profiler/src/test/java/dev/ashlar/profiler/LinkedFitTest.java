/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.LinkCosts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** On networks whose every cost is known, timed with noise. */
class LinkedFitTest {
    private static final int BLOCKS = 7;
    private static final int CHOICES = 8;
    private static final long ORIGINAL = 1_000_000;

    private final BlockCatalog net = network();

    private static BlockCatalog network() {
        List<Block> blocks = new ArrayList<>();
        TensorSpec before = tensor("x", 32);
        for (int b = 0; b < BLOCKS; b++) {
            List<Descendant> descendants = new ArrayList<>();
            for (int c = 0; c < CHOICES; c++) {
                List<Compression> compressions = new ArrayList<>();
                if (c > 0) {
                    compressions.add(new Compression.ChannelPruning(1.0 / (c + 1)));
                }
                if (c > CHOICES / 2) {
                    compressions.add(new Compression.Int8());
                }
                descendants.add(new Descendant(
                        c == 0 ? DescendantId.ORIGINAL : new DescendantId("c" + c),
                        compressions,
                        Digest.sha256(new byte[] {(byte) b, (byte) c}),
                        1,
                        1,
                        1,
                        0,
                        "made up"));
            }
            TensorSpec after = tensor("t" + b, Math.max(4, 32 >> b));
            blocks.add(
                    new Block(new BlockId("b" + b), List.of(before), List.of(after), 1, 1, 1, descendants, List.of()));
            before = after;
        }
        return new BlockCatalog(
                new ModelId("net"),
                Digest.sha256(new byte[0]),
                tensor("x", 32),
                Preprocessing.unit(PixelFormat.RGB),
                List.of(before),
                OutputKind.CLASSES,
                List.of(),
                blocks);
    }

    private static TensorSpec tensor(String name, int side) {
        return new TensorSpec(name, ElementType.FLOAT32, Shape.of(-1, 3, side, side), Shape.of(1, 3, side, side));
    }

    /** What everything takes. */
    private final class Truth {
        private final List<Map<DescendantId, Double>> changes = new ArrayList<>();
        private final List<Map<DescendantId, Double>> apart = new ArrayList<>();
        private final LinkCosts borders;

        Truth(Random random) {
            List<BorderCost> costs = new ArrayList<>();
            for (int b = 0; b < BLOCKS; b++) {
                Map<DescendantId, Double> real = new HashMap<>();
                Map<DescendantId, Double> alone = new HashMap<>();
                for (Descendant descendant : net.blocks().get(b).descendants()) {
                    double change = descendant.isOriginal() ? 0 : -0.1 * random.nextDouble();
                    double odd = descendant.isOriginal() ? 0 : 0.01 * random.nextGaussian();
                    real.put(descendant.id(), change);
                    alone.put(descendant.id(), 1.2 * (change + odd) + (descendant.isEightBit() ? 0.05 : 0));
                }
                changes.add(real);
                apart.add(alone);
                if (b > 0) {
                    costs.add(new BorderCost(
                            new BlockId("b" + (b - 1)), new BlockId("b" + b), 1000 + random.nextInt(40_000 >> b)));
                }
            }
            borders = new LinkCosts(costs, 0, 0, 0);
        }

        double share(BlockChain chain) {
            double share = 1 + borders.nanos(net, chain) / (double) ORIGINAL;
            for (int b = 0; b < BLOCKS; b++) {
                share += changes.get(b).getOrDefault(chain.choices().get(b), 0.0);
            }
            return share;
        }
    }

    private List<BlockChain> chains() {
        return LatencyStudy.covering(net);
    }

    private static double predicted(LinkedFit fit, LinkCosts costs, BlockCatalog net, BlockChain chain) {
        double share = 1 + costs.nanos(net, chain) / (double) ORIGINAL;
        for (int b = 0; b < BLOCKS; b++) {
            share += fit.change(b, chain.choices().get(b));
        }
        return share;
    }

    @RepeatedTest(5)
    void predictsCompositionsThatWereNotTimed(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        Truth truth = new Truth(random);
        LinkedDesign design = LinkedDesign.of(net, chains());
        Map<BlockChain, Double> shares = new LinkedHashMap<>();
        design.compositions(120, seed)
                .forEach(chain -> shares.put(chain, truth.share(chain) * (1 + 0.01 * random.nextGaussian())));
        LinkedFit fit = new LinkedFit(net, design, shares, truth.apart, null, ORIGINAL);
        LinkCosts costs = fit.costs(ORIGINAL);

        double squares = 0;
        List<BlockChain> others = design.compositions(200, seed + 100);
        for (BlockChain chain : others) {
            squares += Math.pow(predicted(fit, costs, net, chain) / truth.share(chain) - 1, 2);
        }
        assertThat(Math.sqrt(squares / others.size())).as("seed %d", seed).isLessThan(0.015);
        assertThat(costs.borders()).hasSize(BLOCKS - 1);
        assertThat(costs.compositions()).isEqualTo(shares.size());
        assertThat(costs.error()).as("seed %d", seed).isBetween(0.01, 0.05);
        assertThat(costs.borders().get(0).nanos())
                .as("seed %d", seed)
                .isCloseTo(truth.borders.borders().get(0).nanos(), within(10_000L));
    }

    @Test
    void predictsTheOriginalAsItWasMeasured() {
        Truth truth = new Truth(new Random(1));
        LinkedDesign design = LinkedDesign.of(net, chains());
        LinkedFit fit = new LinkedFit(net, design, Map.of(), truth.apart, null, ORIGINAL);
        BlockChain original = net.originalChain();
        assertThat(predicted(fit, fit.costs(ORIGINAL), net, original)).isEqualTo(1);
        assertThat(fit.costs(ORIGINAL).error()).isZero();
    }

    @Test
    void keepsWhatIsKnownOfBorders() {
        Truth truth = new Truth(new Random(2));
        LinkedDesign design = LinkedDesign.of(net, chains());
        Map<BlockChain, Double> shares = new LinkedHashMap<>();
        design.compositions(120, 3).forEach(chain -> shares.put(chain, truth.share(chain)));
        LinkedFit fit = new LinkedFit(net, design, shares, truth.apart, truth.borders, ORIGINAL);
        assertThat(fit.costs(ORIGINAL)).isSameAs(truth.borders);
        BlockChain chain = design.compositions(130, 5).get(3);
        assertThat(predicted(fit, truth.borders, net, chain)).isCloseTo(truth.share(chain), within(0.01));
    }

    @Test
    void drawsEveryChoiceAboutAsOften() {
        LinkedDesign design = LinkedDesign.of(net, chains());
        List<BlockChain> drawn = design.compositions(10 * CHOICES, 1);
        assertThat(drawn).hasSize(10 * CHOICES).doesNotHaveDuplicates();
        for (int b = 0; b < BLOCKS; b++) {
            int place = b;
            for (Descendant descendant : net.blocks().get(b).descendants()) {
                assertThat(drawn)
                        .filteredOn(chain -> chain.choices().get(place).equals(descendant.id()))
                        .hasSize(10);
            }
        }
        assertThat(LinkedDesign.of(net, List.of(net.originalChain())).compositions(5, 1))
                .isEmpty();
    }
}
