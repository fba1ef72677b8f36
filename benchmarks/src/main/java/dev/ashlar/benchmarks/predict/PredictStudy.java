/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.MeasuredComposition.Purpose;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.profiler.ModelProfiler;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Profiles one network, predicts compositions of it, and only then measures them on images of their own. */
final class PredictStudy {
    /*
     * All predictors are made of the same measurements on the images of the profile, the three contexts of LegoDNN's of
     * some more. The others have no interval of their own; theirs is made of their errors on the compositions that the
     * profile keeps for its check, as ours is of those that were left out fold by fold.
     */

    /** What a profile is made of that only costs are asked of. */
    private static final int FEW_IMAGES = 100;

    private static final int FEW_COMPOSITIONS = 4;
    private static final double NORMAL_95 = 1.959964;

    private final FileStore store;
    private final BlockCatalog catalog;
    private final GraphRunner runner;
    private final PredictOptions options;
    private final Path work;
    private List<PredictResults.Cost> times = List.of();
    private List<PredictResults.Growth> memory = List.of();

    /** @param work folder that the profile may leave journals in */
    PredictStudy(FileStore store, BlockCatalog catalog, GraphRunner runner, PredictOptions options, Path work) {
        this.store = store;
        this.catalog = catalog;
        this.runner = runner;
        this.options = options;
        this.work = work;
    }

    /**
     * Runs the study.
     *
     * @param profiled images to profile on
     * @param test others
     */
    PredictResults.Network run(ImageSet profiled, SealedImages test) {
        ImageSet seen = SpreadImages.of(profiled, options.profileImages());
        long start = System.nanoTime();
        ProfileSnapshot profile = profile(seen, ProfileOptions.DEFAULT.compositions());
        double seconds = (System.nanoTime() - start) / 1e9;
        QualityPrediction prediction = requirePrediction(profile);
        if (options.costed() > 0) {
            costs(profile, prediction, seen);
        }
        List<BlockChain> contexts = Predictors.contexts(catalog);
        MeasuredLosses around = MeasuredLosses.of(store, catalog, runner, seen, contexts);
        Map<BlockChain, Double> qualities = new HashMap<>();
        contexts.forEach(chain ->
                qualities.put(chain, around.original() - around.of(chain).loss()));
        List<LossPredictor> predictors = new Predictors(catalog, profile, prediction).all(qualities);
        TestedCompositions tested = new TestedCompositions(catalog, options);
        Map<BlockChain, String> drawn = tested.drawn(prediction);
        Map<String, List<BlockChain>> plans = tested.plans(predictors);
        List<BlockChain> all = new ArrayList<>(drawn.keySet());
        plans.values().forEach(all::addAll);
        MeasuredLosses again = MeasuredLosses.of(
                store,
                catalog,
                runner,
                seen,
                plans.values().stream().flatMap(List::stream).toList());
        test.open();
        MeasuredLosses measured =
                MeasuredLosses.of(store, catalog, runner, SpreadImages.of(test, options.testImages()), all);
        List<BlockChain> judged = List.copyOf(drawn.keySet());
        double more = (double) Math.min(test.size(), options.testImages())
                / profile.provenance().images();
        return new PredictResults.Network(
                catalog.model().value(),
                recipe(),
                catalog.blocks().size(),
                prediction.swaps().size(),
                profile.provenance().images(),
                Math.min(test.size(), options.testImages()),
                profile.baseQuality(),
                measured.original(),
                seconds,
                prediction.measured().size(),
                new PredictResults.Floor(
                        PredictScores.floor(PredictScores.mild(judged, measured), measured, more),
                        PredictScores.floor(judged, measured, more),
                        PredictScores.floorOfMean(judged, measured, more)),
                predictors.stream()
                        .map(each -> PredictScores.score(each, band(each, profile, prediction), judged, measured))
                        .toList(),
                predictors.stream()
                        .map(each -> PredictScores.planned(
                                each, plans.getOrDefault(each.name(), List.of()), again, measured))
                        .toList(),
                PredictScores.compositions(drawn, predictors, prediction, measured),
                profile.whole().p50Nanos(),
                times,
                memory);
    }

    /**
     * Times and weighs compositions alone, against a profile whose quality is judged on a few images and says nothing.
     *
     * @param images of which a few are taken
     */
    PredictResults.Network runCosts(ImageSet images) {
        ImageSet few = SpreadImages.of(images, Math.min(FEW_IMAGES, images.size()));
        long start = System.nanoTime();
        ProfileSnapshot profile = profile(few, FEW_COMPOSITIONS);
        double seconds = (System.nanoTime() - start) / 1e9;
        QualityPrediction prediction = requirePrediction(profile);
        costs(profile, prediction, few);
        return new PredictResults.Network(
                catalog.model().value(),
                recipe(),
                catalog.blocks().size(),
                prediction.swaps().size(),
                profile.provenance().images(),
                0,
                profile.baseQuality(),
                0,
                seconds,
                prediction.measured().size(),
                new PredictResults.Floor(0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                profile.whole().p50Nanos(),
                times,
                memory);
    }

    private QualityPrediction requirePrediction(ProfileSnapshot profile) {
        QualityPrediction prediction = profile.prediction();
        if (prediction == null) {
            throw new IllegalArgumentException("The network %s has nothing to choose. Maybe run `ashlar descend` first."
                    .formatted(catalog.model()));
        }
        return prediction;
    }

    private void costs(ProfileSnapshot profile, QualityPrediction prediction, ImageSet images) {
        List<BlockChain> drawn = List.copyOf(
                new TestedCompositions(catalog, options).drawn(prediction).keySet());
        int count = Math.max(1, Math.min(options.costed(), drawn.size() - CostStudy.MOST_BESIDE));
        List<BlockChain> some = drawn.subList(0, count);
        List<BlockChain> company = drawn.subList(count, Math.min(drawn.size(), count + CostStudy.MOST_BESIDE));
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder());
                CostStudy study = new CostStudy(
                        catalog, profile, store, engine, images.sample(0).image(), options.costRounds())) {
            times = study.run(some, company);
            memory = study.growth(some);
        }
    }

    private ProfileSnapshot profile(ImageSet images, int compositions) {
        ProfileOptions wanted = ProfileOptions.DEFAULT
                .withRounds(options.rounds())
                .withImages(images.size())
                .withCompositions(compositions)
                .withPatience(Duration.ofHours(2))
                .withSeed(options.seed());
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder())) {
            return new ModelProfiler(store, engine, runner, DeviceProbe.current(), Clock.systemUTC())
                    .resumingIn(work)
                    .profile(catalog, images, wanted, (what, done, total) -> {});
        }
    }

    private String recipe() {
        return catalog.blocks().stream()
                .flatMap(block -> block.choices().stream())
                .filter(descendant -> !descendant.isOriginal())
                .map(Descendant::recipe)
                .findFirst()
                .orElse("none");
    }

    private ErrorBand band(LossPredictor predictor, ProfileSnapshot profile, QualityPrediction prediction) {
        if (predictor.name().equals(Predictors.OURS)) {
            return prediction.band();
        }
        double squares = 0;
        int count = 0;
        for (MeasuredComposition composition : prediction.measured()) {
            if (composition.purpose() == Purpose.CHECK) {
                double predicted =
                        predictor.loss().applyAsDouble(new BlockChain(catalog.model(), composition.choices()));
                double lost = profile.baseQuality() - composition.scores().quality();
                squares += Math.pow((predicted - lost) / (1 + 16 * Math.max(0, predicted)), 2);
                count++;
            }
        }
        double half = NORMAL_95 * Math.sqrt(squares / Math.max(1, count));
        return new ErrorBand(Math.min(1, half), Math.min(10, 16 * half));
    }
}
