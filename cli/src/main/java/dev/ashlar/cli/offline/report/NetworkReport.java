/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.plan.CompositionFront;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one network.
 *
 * @param catalog its blocks
 * @param profile what was measured of it, or null
 * @param stale what keeps the profile from being used on this machine; empty if nothing does
 * @param measured compositions of which something was measured
 * @param forecasts of compositions, or null where the profile lacks a descendant as it is now
 * @param front the compositions worth choosing; empty without forecasts
 * @param picture the network and its blocks drawn, or null
 */
record NetworkReport(
        BlockCatalog catalog,
        @Nullable ProfileSnapshot profile,
        List<String> stale,
        List<Composition> measured,
        @Nullable Forecasts forecasts,
        CompositionFront.Front front,
        @Nullable String picture) {
    private static final CompositionFront.Front NONE = new CompositionFront.Front(List.of(), true);
    private static final double NORMAL_95 = 1.959964;
    private static final double TOLD_APART = 0.01;
    private static final double TOLD_APART_QUALITY = 0.001;

    NetworkReport {
        stale = List.copyOf(stale);
        measured = List.copyOf(measured);
    }

    /**
     * The report of a network.
     *
     * @param device this machine
     * @param engine of this version of Ashlar
     * @param evaluations what was measured beside the profile
     * @param confidence of the least quality that is told of compositions
     */
    static NetworkReport of(
            BlockCatalog catalog,
            @Nullable ProfileSnapshot profile,
            Device device,
            String engine,
            List<Evaluated> evaluations,
            double confidence,
            @Nullable String picture) {
        List<String> stale = profile == null ? List.of() : profile.staleness(catalog, device, engine);
        Forecasts forecasts =
                profile == null || !isWhole(catalog, profile) ? null : new Forecasts(catalog, profile, confidence);
        List<Composition> measured = new ArrayList<>();
        if (profile != null && forecasts != null) {
            measured.addAll(profiled(catalog, profile, forecasts));
            for (Evaluated one : evaluations) {
                if (one.fits(catalog, profile)) {
                    measured.add(one.composition(forecasts.of(one.chain()), profile.baseQuality()));
                }
            }
        }
        return new NetworkReport(
                catalog, profile, stale, measured, forecasts, forecasts == null ? NONE : forecasts.front(), picture);
    }

    private static boolean isWhole(BlockCatalog catalog, ProfileSnapshot profile) {
        Device device = profile.provenance().device();
        return !catalog.blocks().isEmpty()
                && profile.staleness(catalog, device, profile.provenance().engine())
                        .isEmpty();
    }

    private static List<Composition> profiled(BlockCatalog catalog, ProfileSnapshot profile, Forecasts forecasts) {
        List<Composition> profiled = new ArrayList<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            for (Descendant descendant : block.choices()) {
                BlockProfile entry = profile.find(block.id(), descendant.id());
                if (entry != null && !descendant.isOriginal()) {
                    BlockChain chain = catalog.originalChain().with(place, descendant.id());
                    profiled.add(measured(chain, Composition.Why.SINGLE, forecasts, entry.quality()));
                }
            }
        }
        for (PolishedChain polished : catalog.polished()) {
            PolishProfile entry =
                    profile.polished(catalog.blocks().get(polished.place()).id(), polished.head());
            if (entry != null) {
                profiled.add(measured(polished.plain(), Composition.Why.PLAIN, forecasts, entry.plainQuality()));
            }
        }
        QualityPrediction prediction = profile.prediction();
        if (prediction != null) {
            for (MeasuredComposition each : prediction.measured()) {
                BlockChain chain = new BlockChain(catalog.model(), each.choices());
                if (isOffered(catalog, chain)) {
                    profiled.add(whole(chain, why(each.purpose()), forecasts, each.scores()));
                }
            }
        }
        return profiled;
    }

    private static boolean isOffered(BlockCatalog catalog, BlockChain chain) {
        boolean offered = chain.choices().size() == catalog.blocks().size();
        for (int place = 0; place < catalog.blocks().size() && offered; place++) {
            DescendantId choice = chain.choices().get(place);
            offered = catalog.blocks().get(place).choices().stream()
                    .anyMatch(descendant -> descendant.id().equals(choice));
        }
        return offered;
    }

    private static Composition.Why why(MeasuredComposition.Purpose purpose) {
        return switch (purpose) {
            case FIT -> Composition.Why.FIT;
            case CHECK -> Composition.Why.CHECK;
            case PLAN -> Composition.Why.PLAN;
        };
    }

    /** A composition with the interval of its loss, from the images that it and the original were judged on. */
    private static Composition whole(BlockChain chain, Composition.Why why, Forecasts forecasts, Scores scores) {
        double half = NORMAL_95 * scores.dropError();
        double quality = scores.quality();
        Reading measured = new Reading(quality, Math.max(0, quality - half), Math.min(1, quality + half));
        return new Composition(chain, why, forecasts.of(chain), measured, null, null);
    }

    private static Composition measured(BlockChain chain, Composition.Why why, Forecasts forecasts, double quality) {
        return new Composition(chain, why, forecasts.of(chain), Reading.exact(quality), null, null);
    }

    /** How many compositions there are, polished heads aside. */
    BigInteger combinations() {
        return catalog.blocks().stream()
                .map(block -> BigInteger.valueOf(block.choices().size()))
                .reduce(BigInteger.ONE, BigInteger::multiply);
    }

    /** Compositions worth choosing that can be told apart: by 1 % of the original's time or memory, or 0.1 points. */
    List<CompositionFront.Point> distinct() {
        if (profile == null || forecasts == null) {
            return List.of();
        }
        double nanos = profile.whole().p50Nanos();
        double bytes = forecasts.of(catalog.originalChain()).bytes();
        return front.distinct(TOLD_APART * nanos, TOLD_APART * bytes, TOLD_APART_QUALITY);
    }

    PredictionErrors errors() {
        return PredictionErrors.of(measured);
    }
}
