/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.MeasuredComposition.Purpose;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.SwapScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The predictors that are compared, all of the same measurements. */
final class Predictors {
    static final String SUM = "sum";
    static final String CONTEXTS = "contexts";
    static final String LINK = "link";
    static final String OURS = "ours";

    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final QualityPrediction prediction;

    Predictors(BlockCatalog catalog, ProfileSnapshot profile, QualityPrediction prediction) {
        this.catalog = catalog;
        this.profile = profile;
        this.prediction = prediction;
    }

    /**
     * The compositions that LegoDNN's profile is made of [1]: with all blocks but one at their original, at the middle
     * size or at the smallest, and that one at every size. [1] Han et al., LegoDNN, MobiCom 2021, section 4.1.
     */
    static List<BlockChain> contexts(BlockCatalog catalog) {
        List<BlockChain> contexts = new ArrayList<>();
        for (BlockChain around : surroundings(catalog)) {
            for (int b = 0; b < catalog.blocks().size(); b++) {
                for (Descendant choice : catalog.blocks().get(b).choices()) {
                    contexts.add(around.with(b, choice.id()));
                }
            }
        }
        return contexts.stream().distinct().toList();
    }

    private static List<BlockChain> surroundings(BlockCatalog catalog) {
        List<DescendantId> middle = new ArrayList<>();
        List<DescendantId> smallest = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            List<DescendantId> bySize = block.choices().stream()
                    .sorted(Comparator.comparingLong(Descendant::macs).reversed())
                    .map(Descendant::id)
                    .toList();
            middle.add(bySize.get(bySize.size() / 2));
            smallest.add(bySize.get(bySize.size() - 1));
        }
        return List.of(
                catalog.originalChain(),
                new BlockChain(catalog.model(), middle),
                new BlockChain(catalog.model(), smallest));
    }

    /** @param qualities of all of {@link #contexts}, on the images of the profile */
    List<LossPredictor> all(Map<BlockChain, Double> qualities) {
        return List.of(sum(), contexts(qualities), link(), ours());
    }

    private double swapped(int block, BlockChain chain, ToDoubleFunction<SwapScores> measure) {
        Block of = catalog.blocks().get(block);
        Descendant choice = of.descendant(chain.choices().get(block));
        SwapScores swap = choice.isOriginal() ? null : prediction.find(of.id(), choice);
        return swap == null ? 0 : measure.applyAsDouble(swap);
    }

    private double total(BlockChain chain, ToDoubleFunction<Integer> damage) {
        double sum = 0;
        for (int b = 0; b < catalog.blocks().size(); b++) {
            sum += damage.applyAsDouble(b);
        }
        return chain.choices().isEmpty() ? 0 : sum;
    }

    private double drop(int block, BlockChain chain) {
        return swapped(
                block, chain, swap -> profile.baseQuality() - swap.scores().quality());
    }

    private LossPredictor sum() {
        return new LossPredictor(SUM, "sum of single drops", chain -> total(chain, b -> drop(b, chain)), this::drop);
    }

    private LossPredictor contexts(Map<BlockChain, Double> qualities) {
        List<BlockChain> surroundings = surroundings(catalog);
        return new LossPredictor(
                CONTEXTS,
                "LegoDNN's mean over three contexts",
                chain -> total(chain, b -> contextDrop(qualities, surroundings, b, chain)),
                (b, chain) -> contextDrop(qualities, surroundings, b, chain));
    }

    private static double contextDrop(
            Map<BlockChain, Double> qualities, List<BlockChain> surroundings, int block, BlockChain chain) {
        double sum = 0;
        for (BlockChain around : surroundings) {
            sum += quality(qualities, around.with(block, DescendantId.ORIGINAL))
                    - quality(qualities, around.with(block, chain.choices().get(block)));
        }
        return sum / surroundings.size();
    }

    private static double quality(Map<BlockChain, Double> qualities, BlockChain chain) {
        Double quality = qualities.get(chain);
        if (quality == null) {
            throw new IllegalStateException("Impossible state: %s was not measured.".formatted(chain));
        }
        return quality;
    }

    private double rise(int block, BlockChain chain) {
        return swapped(block, chain, swap -> swap.scores().loss());
    }

    private LossPredictor link() {
        List<Double> rises = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        for (MeasuredComposition composition : prediction.measured()) {
            if (composition.purpose() == Purpose.FIT) {
                BlockChain chain = new BlockChain(catalog.model(), composition.choices());
                rises.add(total(chain, b -> rise(b, chain)));
                accuracies.add(composition.scores().quality());
            }
        }
        double chance = 1.0 / catalog.outputs().get(0).nominal().elements();
        RidgeLink link = RidgeLink.fit(rises, accuracies, chance);
        return new LossPredictor(
                LINK,
                "link on summed loss differences",
                chain -> profile.baseQuality() - link.accuracy(total(chain, b -> rise(b, chain))),
                this::rise);
    }

    private LossPredictor ours() {
        return new LossPredictor(
                OURS,
                "Ashlar",
                chain -> prediction.loss(catalog, chain).loss(),
                (b, chain) -> swapped(b, chain, SwapScores::damage));
    }
}
