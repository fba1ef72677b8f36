/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.CompositionFront;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.ChainCosts;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a profile predicts of compositions, as planners see it. */
final class Forecasts {
    private static final int MOST_POINTS = 20_000;

    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final PlanModel model;
    private final PlanModel sure;
    private final double confidence;
    private final ChainCosts costs;
    private final @Nullable QualityPrediction prediction;

    /** As sure as a report is unless told otherwise. */
    static final double CONFIDENCE = 0.95;

    /**
     * @param profile of every descendant as it is now
     * @param confidence of the least quality that is told of compositions
     */
    Forecasts(BlockCatalog catalog, ProfileSnapshot profile, double confidence) {
        this.catalog = catalog;
        this.profile = profile;
        this.model = PlanModel.of(catalog, profile);
        this.sure = PlanModel.of(catalog, profile, confidence);
        this.confidence = confidence;
        this.costs = new ChainCosts(catalog, profile);
        QualityPrediction known = profile.prediction();
        this.prediction = known != null && known.covers(catalog) ? known : null;
    }

    Composition.Forecast of(BlockChain chain) {
        return new Composition.Forecast(quality(chain), least(chain), costs.p50Nanos(chain), costs.bytes(chain));
    }

    /** By the link of the profile where there is one, also of compositions that were measured; else as planners see it. */
    private Reading quality(BlockChain chain) {
        QualityPrediction known = prediction;
        if (known == null || hasPolished(chain)) {
            return Reading.exact(share(model.accuracy(chain)));
        }
        QualityPrediction.Loss loss = known.loss(catalog, chain);
        double base = profile.baseQuality();
        double value = share(base - loss.loss());
        boolean isOriginal = chain.equals(catalog.originalChain());
        return isOriginal
                ? Reading.exact(base)
                : new Reading(
                        value, Math.min(value, share(base - loss.high())), Math.max(value, share(base - loss.low())));
    }

    /** As planners see it that are asked for the confidence; a composition that no planner is offered as the link says. */
    private double least(BlockChain chain) {
        return share(sure.accuracy(chain));
    }

    double confidence() {
        return confidence;
    }

    private boolean hasPolished(BlockChain chain) {
        for (int place = 0; place < catalog.blocks().size(); place++) {
            if (catalog.blocks()
                            .get(place)
                            .descendant(chain.choices().get(place))
                            .polish()
                    != null) {
                return true;
            }
        }
        return false;
    }

    private static double share(double value) {
        return Math.max(0, Math.min(1, value));
    }

    /** Whether predictions of quality come with an interval. */
    boolean hasIntervals() {
        return prediction != null;
    }

    /** What a descendant is charged by planners, or NaN if it is not offered. */
    double drop(int place, BlockProfile entry) {
        return model.blocks().get(place).variants().stream()
                .filter(variant -> variant.id().equals(entry.descendant()))
                .mapToDouble(PlanModel.Variant::accuracyDrop)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The compositions that are worth choosing; those with polished heads are left out. */
    CompositionFront.Front front() {
        List<List<CompositionFront.Choice>> blocks = new ArrayList<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            List<CompositionFront.Choice> choices = new ArrayList<>();
            for (PlanModel.Variant variant : model.blocks().get(place).variants()) {
                if (variant.isFree()) {
                    choices.add(new CompositionFront.Choice(
                            variant.id(),
                            costs.savedNanos(block, block.descendant(variant.id())),
                            variant.bytes(),
                            variant.accuracyDrop()));
                }
            }
            blocks.add(choices);
        }
        return CompositionFront.of(profile.model(), blocks, MOST_POINTS);
    }
}
