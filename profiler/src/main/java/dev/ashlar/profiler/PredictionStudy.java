/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.ChainFront;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.MeasuredComposition.Purpose;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures compositions of a network whose single swaps are measured, and predicts all others. */
final class PredictionStudy {
    private final BlockCatalog catalog;
    private final QualityStudy quality;
    private final ProfileOptions options;
    private final ProfileProgress progress;
    private final Map<BlockChain, Scores> swaps = new HashMap<>();

    /** @param quality that has judged all single swaps */
    PredictionStudy(BlockCatalog catalog, QualityStudy quality, ProfileOptions options, ProfileProgress progress) {
        this.catalog = catalog;
        this.quality = quality;
        this.options = options;
        this.progress = progress;
        QualityStudy.swaps(catalog).forEach(swap -> swaps.put(swap, quality.of(swap)));
    }

    /**
     * The prediction, with the compositions measured that planners are likely to choose; null if there is nothing to
     * choose.
     *
     * @param profile costs of all descendants
     */
    @Nullable
    QualityPrediction run(ProfileSnapshot profile) {
        if (swaps.size() <= 1) {
            return null;
        }
        CompositionDesign design = new CompositionDesign(
                catalog,
                (block, descendant) -> quality.of(catalog.originalChain().with(block, descendant.id()))
                        .divergence(),
                options.seed());
        List<BlockChain> fit = design.fit(options.compositions());
        List<BlockChain> check = design.check(options.compositions() / 2, fit);
        List<BlockChain> both = new ArrayList<>(fit);
        both.addAll(check);
        quality.judge("quality of compositions", both, progress);
        List<MeasuredComposition> measured = new ArrayList<>();
        fit.forEach(chain -> measured.add(measured(Purpose.FIT, chain)));
        check.forEach(chain -> measured.add(measured(Purpose.CHECK, chain)));
        PredictionFit fitting = new PredictionFit(catalog, swaps, quality.chance());
        List<BlockChain> plans = plans(profile.withPrediction(fitting.fit(measured)));
        quality.judge("quality of plans", plans, progress);
        plans.forEach(chain -> measured.add(measured(Purpose.PLAN, chain)));
        return fitting.fit(measured);
    }

    /** Corners of the front of time and predicted loss that were not measured yet, evenly spread over it. */
    private List<BlockChain> plans(ProfileSnapshot profile) {
        QualityPrediction prediction = profile.prediction();
        List<BlockChain> open = ChainFront.of(PlanModel.of(catalog, profile)).stream()
                .filter(chain -> !swaps.containsKey(chain)
                        && (prediction == null || prediction.measured(chain.choices()) == null))
                .toList();
        int count = Math.min(options.compositions(), open.size());
        List<BlockChain> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(open.get(Math.toIntExact((long) i * open.size() / count)));
        }
        return plans;
    }

    private MeasuredComposition measured(Purpose purpose, BlockChain chain) {
        return new MeasuredComposition(purpose, chain.choices(), quality.of(chain));
    }
}
