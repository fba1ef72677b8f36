/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Metrics;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Truth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures what comes to a network after its profile was made, on the images of the profile. */
final class ProfileAddition {
    private final ProfilerTools tools;

    ProfileAddition(ProfilerTools tools) {
        this.tools = tools;
    }

    /**
     * Measures the polished heads that a profile lacks.
     *
     * @param profile of the network as it is, on this machine
     * @param images those that the profile was measured on
     * @param rounds runs that are timed for each
     * @return the profile with them; itself if it lacks none
     */
    ProfileSnapshot polished(
            BlockCatalog catalog, ProfileSnapshot profile, ImageSet images, int rounds, ProfileProgress progress) {
        requireSameImages(catalog, profile, images);
        List<PolishedChain> missing = catalog.polished().stream()
                .filter(one -> known(catalog, profile, one) == null)
                .toList();
        if (missing.isEmpty()) {
            return profile;
        }
        ImageSet same = SpreadImages.of(images, profile.provenance().images());
        List<BlockChain> judged = new ArrayList<>();
        missing.forEach(one -> judged.addAll(List.of(one.chain(), one.plain())));
        ServingCosts serving = profile.serving();
        try (QualityStudy quality = new QualityStudy(
                        tools.store(),
                        catalog,
                        tools.runner(),
                        same,
                        metricOf(catalog, profile, same),
                        ScoreJournal.forgetful());
                Measurement done =
                        new Measurement(catalog, judged, quality, tools, serving == null ? null : serving.linking())) {
            done.time(same.sample(0).image(), rounds, progress);
            quality.judge("quality of polished heads", judged, progress);
            requireSameBase(profile, quality);
            List<PolishProfile> all = new ArrayList<>();
            for (PolishedChain one : catalog.polished()) {
                PolishProfile entry = known(catalog, profile, one);
                all.add(entry == null ? done.profile(one) : entry);
            }
            return profile.withPolished(all);
        }
    }

    /**
     * Measures compositions as a whole, so that what was predicted of them is known.
     *
     * @param profile of the network as it is, on this machine, with a prediction
     * @param images those that the profile was measured on
     * @param chains without polished heads
     * @return the profile with them; itself if it has them all
     */
    ProfileSnapshot compositions(
            BlockCatalog catalog,
            ProfileSnapshot profile,
            ImageSet images,
            List<BlockChain> chains,
            ProfileProgress progress) {
        requireSameImages(catalog, profile, images);
        QualityPrediction prediction = profile.prediction();
        if (prediction == null) {
            throw new ProfilerException(
                    "The profile of %s predicts nothing of compositions, so none can be added to what it knows. Maybe run `ashlar profile`."
                            .formatted(catalog.model()));
        }
        List<BlockChain> missing = chains.stream()
                .distinct()
                .filter(chain -> prediction.measured(chain.choices()) == null)
                .toList();
        if (missing.isEmpty()) {
            return profile;
        }
        ImageSet same = SpreadImages.of(images, profile.provenance().images());
        try (QualityStudy quality = new QualityStudy(
                tools.store(),
                catalog,
                tools.runner(),
                same,
                metricOf(catalog, profile, same),
                ScoreJournal.forgetful())) {
            quality.judge("quality of plans", missing, progress);
            requireSameBase(profile, quality);
            List<MeasuredComposition> all = new ArrayList<>(prediction.measured());
            missing.forEach(chain -> all.add(
                    new MeasuredComposition(MeasuredComposition.Purpose.PLAN, chain.choices(), quality.of(chain))));
            return profile.withPrediction(prediction.withMeasured(all));
        }
    }

    /** The metric of a profile, or the usual one where these images are not such as it judges. */
    static QualityMetric metricOf(BlockCatalog catalog, ProfileSnapshot profile, ImageSet images) {
        Truth truth = images.sample(0).truth();
        return Metrics.of(catalog.outputKind()).stream()
                .filter(metric -> metric.name().equals(profile.metric()) && metric.judges(truth))
                .findFirst()
                .orElse(Metrics.choose(catalog.outputKind(), truth, null));
    }

    private static @Nullable PolishProfile known(BlockCatalog catalog, ProfileSnapshot profile, PolishedChain one) {
        return profile.polished(catalog.blocks().get(one.place()).id(), one.head());
    }

    private void requireSameImages(BlockCatalog catalog, ProfileSnapshot profile, ImageSet images) {
        List<String> reasons = new ArrayList<>(
                profile.staleness(catalog, tools.device(), tools.engine().version()));
        Provenance from = profile.provenance();
        if (!from.data().equals(images.name()) || from.images() > images.size()) {
            reasons.add("it was measured on %d images of %s, these are %d of %s"
                    .formatted(from.images(), from.data(), images.size(), images.name()));
        }
        if (!reasons.isEmpty()) {
            throw new ProfilerException("The profile of %s cannot take in more: %s. Maybe run `ashlar profile`."
                    .formatted(catalog.model(), reasons.get(0)));
        }
    }

    static void requireSameBase(ProfileSnapshot profile, QualityStudy quality) {
        requireSameBase(profile, quality.metric(), quality.base());
    }

    /** Throws unless the original reaches on these images what it does in its profile. */
    static void requireSameBase(ProfileSnapshot profile, String metric, double base) {
        if (!profile.metric().equals(metric) || Math.abs(profile.baseQuality() - base) > 1e-9) {
            throw new ProfilerException(
                    "The original of %s reaches a %s of %s on these images, and a %s of %s in its profile. Maybe run `ashlar profile` on these images."
                            .formatted(profile.model(), metric, base, profile.metric(), profile.baseQuality()));
        }
    }
}
