/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.benchmarks.evaluation.BestCompositions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.QualityPrediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Which compositions predictors are held against. */
final class TestedCompositions {
    private final BlockCatalog catalog;
    private final PredictOptions options;

    TestedCompositions(BlockCatalog catalog, PredictOptions options) {
        this.catalog = catalog;
        this.options = options;
    }

    /** Compositions that were not measured in the profile, and why each is there. */
    Map<BlockChain, String> drawn(QualityPrediction prediction) {
        Random random = new Random(options.seed() + 1);
        Map<BlockChain, String> drawn = new LinkedHashMap<>();
        draw(random, options.compositions(), Integer.MAX_VALUE, "random", prediction, drawn);
        draw(random, options.corner(), 2, "corner", prediction, drawn);
        return drawn;
    }

    private void draw(
            Random random,
            int count,
            int smallest,
            String kind,
            QualityPrediction prediction,
            Map<BlockChain, String> drawn) {
        int before = drawn.size();
        for (int i = 0; i < 50 * count && drawn.size() < before + count; i++) {
            List<DescendantId> choices = new ArrayList<>();
            for (Block block : catalog.blocks()) {
                List<DescendantId> bySize = block.choices().stream()
                        .sorted(Comparator.comparingLong(Descendant::macs))
                        .map(Descendant::id)
                        .toList();
                choices.add(bySize.get(random.nextInt(Math.min(smallest, bySize.size()))));
            }
            BlockChain chain = new BlockChain(catalog.model(), choices);
            if (prediction.measured(choices) == null && !chain.equals(catalog.originalChain())) {
                drawn.putIfAbsent(chain, kind);
            }
        }
    }

    /** What a planner chooses that believes a predictor. */
    Map<String, List<BlockChain>> plans(List<LossPredictor> predictors) {
        Map<String, List<BlockChain>> plans = new HashMap<>();
        for (LossPredictor predictor : predictors) {
            Map<BlockChain, Double> damages = new HashMap<>();
            for (int b = 0; b < catalog.blocks().size(); b++) {
                for (Descendant choice : catalog.blocks().get(b).choices()) {
                    BlockChain swap = catalog.originalChain().with(b, choice.id());
                    if (!choice.isOriginal()) {
                        damages.put(swap, predictor.damage().applyAsDouble(b, swap));
                    }
                }
            }
            Set<BlockChain> chosen = new LinkedHashSet<>(BestCompositions.of(catalog, damages, options.budgets()));
            chosen.remove(catalog.originalChain());
            plans.put(predictor.name(), List.copyOf(chosen));
        }
        return plans;
    }
}
