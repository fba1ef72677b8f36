/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.MachineSample;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Metrics;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.SpreadImages;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures every descendant of a network on this machine: latency, bytes, open time and the quality of single swaps and
 * of compositions, of which it predicts all others; and polished heads in their compositions.
 */
public final class ModelProfiler {
    private static final int LEAST_IMAGES = 100;

    private final ProfilerTools tools;

    /**
     * Measures networks.
     *
     * @param store where their blocks are
     * @param engine runs them as they serve
     * @param runner runs blocks on many images at once, to judge quality
     * @param device this machine
     * @param clock for the record
     */
    public ModelProfiler(CatalogStore store, BlockEngine engine, GraphRunner runner, Device device, Clock clock) {
        this(new ProfilerTools(store, engine, runner, device, clock, null, () -> null, () -> null, null));
    }

    private ModelProfiler(ProfilerTools tools) {
        this.tools = tools;
    }

    /** One that notes in a folder how far it is, and goes on where it was interrupted. */
    public ModelProfiler resumingIn(Path folder) {
        return new ModelProfiler(tools.resumingIn(folder));
    }

    /** One that looks at the machine while it measures latency, and says in the profile how busy that was. */
    public ModelProfiler watching(Supplier<@Nullable MachineSample> state) {
        return new ModelProfiler(tools.watching(state));
    }

    /** One that measures energy too. */
    public ModelProfiler metering(Supplier<@Nullable Long> microjoules) {
        return new ModelProfiler(tools.metering(microjoules));
    }

    /** One that measures what networks take on several threads too, with engines that it closes. */
    public ModelProfiler threading(IntFunction<? extends BlockEngine> engines) {
        return new ModelProfiler(tools.threading(engines));
    }

    /** Measures a network on images, which should be others than those that its descendants were made from. */
    public ProfileSnapshot profile(
            BlockCatalog catalog, ImageSet images, ProfileOptions options, ProfileProgress progress) {
        return profile(catalog, images, options, progress, part -> {});
    }

    /**
     * Measures a network on images, which should be others than those that its descendants were made from.
     *
     * @param kept hears of the profile as soon as it is whole but for its prediction, and of the same profile with it
     */
    public ProfileSnapshot profile(
            BlockCatalog catalog,
            ImageSet images,
            ProfileOptions options,
            ProfileProgress progress,
            Consumer<ProfileSnapshot> kept) {
        if (catalog.blocks().isEmpty()) {
            throw new ProfilerException("The network %s is not cut into blocks yet. Maybe run `ashlar cut` first."
                    .formatted(catalog.model()));
        }
        if (images.size() == 0) {
            throw new ProfilerException("The data set %s has no images to judge quality on.".formatted(images.name()));
        }
        QualityMetric metric = metricOf(catalog, images, options);
        ScoreJournal journal = journal(catalog, images, options, metric);
        int count = affordable(catalog, images, judged(catalog), options, metric, journal);
        ImageSet few = SpreadImages.of(images, count);
        try (QualityStudy quality = new QualityStudy(tools.store(), catalog, tools.runner(), few, metric, journal)) {
            ProfileSnapshot whole = measure(catalog, images, count, null, quality, options, progress, kept);
            journal.clear();
            return whole;
        }
    }

    /**
     * Measures what a profile lacks or has of other content, and keeps the rest; all of it if nothing can be kept.
     *
     * @param old a profile of the network
     * @param images those that the profile was measured on, else all is measured
     * @param kept hears of the profile as soon as it is whole but for its prediction, and of the same profile with it
     */
    public ProfileSnapshot refresh(
            BlockCatalog catalog,
            ProfileSnapshot old,
            ImageSet images,
            ProfileOptions options,
            ProfileProgress progress,
            Consumer<ProfileSnapshot> kept) {
        KnownProfile known = KnownProfile.of(
                catalog, old, images, tools.device(), tools.engine().version());
        if (known == null) {
            return profile(catalog, images, options, progress, kept);
        }
        int count = old.provenance().images();
        ImageSet same = SpreadImages.of(images, count);
        try (QualityStudy quality = new QualityStudy(
                tools.store(),
                catalog,
                tools.runner(),
                same,
                ProfileAddition.metricOf(catalog, old, same),
                ScoreJournal.forgetful())) {
            known.tell(quality);
            return measure(catalog, images, count, known, quality, options, progress, kept);
        }
    }

    private static List<BlockChain> judged(BlockCatalog catalog) {
        List<BlockChain> judged = QualityStudy.swaps(catalog);
        catalog.polished().forEach(one -> judged.addAll(List.of(one.chain(), one.plain())));
        return judged;
    }

    private ProfileSnapshot measure(
            BlockCatalog catalog,
            ImageSet images,
            int count,
            @Nullable KnownProfile known,
            QualityStudy quality,
            ProfileOptions options,
            ProfileProgress progress,
            Consumer<ProfileSnapshot> kept) {
        List<PolishedChain> polished = catalog.polished();
        List<BlockChain> timed = known == null ? LatencyStudy.covering(catalog) : known.timed();
        polished.forEach(one -> timed.addAll(List.of(one.chain(), one.plain())));
        ServingCosts before = known == null ? null : known.profile().serving();
        LinkCosts linking = before == null ? null : before.linking();
        try (Measurement done = new Measurement(catalog, timed, quality, tools, linking)) {
            PackedImage image = SpreadImages.of(images, count).sample(0).image();
            done.time(image, options.rounds(), progress);
            ServingCosts serving = done.serving(image, options.rounds(), before, progress);
            quality.judge("quality of swaps", judged(catalog), progress);
            quality.requireUsefulOriginal();
            if (known != null) {
                ProfileAddition.requireSameBase(known.profile(), quality);
            }
            ProfileSnapshot swaps = new ProfileSnapshot(
                    catalog.model(),
                    new Provenance(
                            tools.device(),
                            tools.engine().version(),
                            images.name(),
                            count,
                            options.seed(),
                            now(),
                            done.conditions()),
                    quality.metric(),
                    quality.base(),
                    known == null ? done.latency().whole() : known.profile().whole(),
                    known == null
                            ? done.latency().beyondNanos()
                            : known.profile().fixedNanos(),
                    done.runBytes(),
                    done.entries(known),
                    polished.stream().map(done::profile).toList(),
                    null,
                    serving);
            kept.accept(swaps);
            if (options.compositions() == 0) {
                return swaps;
            }
            ProfileSnapshot whole =
                    swaps.withPrediction(new PredictionStudy(catalog, quality, options, progress).run(swaps));
            kept.accept(whole);
            return whole;
        }
    }

    private ScoreJournal journal(BlockCatalog catalog, ImageSet images, ProfileOptions options, QualityMetric metric) {
        Path folder = tools.journals();
        return folder == null
                ? ScoreJournal.forgetful()
                : ScoreJournal.open(
                        folder.resolve(catalog.model() + ".scores"),
                        "%s %s %d %d %s %s %s"
                                .formatted(
                                        catalog.source(),
                                        images.name(),
                                        images.size(),
                                        options.images(),
                                        options.patience(),
                                        metric.name(),
                                        tools.engine().version()));
    }

    /** How many images can be judged in the time there is; the same when the measurement goes on. */
    private int affordable(
            BlockCatalog catalog,
            ImageSet images,
            List<BlockChain> judged,
            ProfileOptions options,
            QualityMetric metric,
            ScoreJournal journal) {
        int most = Math.min(options.images(), images.size());
        double[] before = journal.find("images");
        if (before != null || most <= LEAST_IMAGES) {
            return before == null ? most : (int) before[0];
        }
        int count;
        try (QualityStudy pilot = new QualityStudy(
                tools.store(), catalog, tools.runner(), SpreadImages.of(images, LEAST_IMAGES), metric, journal)) {
            double ofSwaps = pilot.nanosPerImage(judged);
            double ofOne = pilot.nanosPerImage(List.of(catalog.originalChain()));
            double nanos = (ofSwaps + ofOne * 2.5 * options.compositions())
                    / tools.device().cores();
            int affordable = (int) Math.min(most, options.patience().toNanos() / nanos);
            count = Math.max(LEAST_IMAGES, affordable - affordable % pilot.batch());
        }
        journal.note("images", new double[] {count});
        return count;
    }

    /**
     * Measures the polished heads that a profile lacks.
     *
     * @param profile of the network as it is, on this machine
     * @param images those that the profile was measured on
     * @param rounds runs that are timed for each
     * @return the profile with them; itself if it lacks none
     */
    public ProfileSnapshot profilePolished(
            BlockCatalog catalog, ProfileSnapshot profile, ImageSet images, int rounds, ProfileProgress progress) {
        return new ProfileAddition(tools).polished(catalog, profile, images, rounds, progress);
    }

    /**
     * Measures compositions as a whole, so that what was predicted of them is known.
     *
     * @param profile of the network as it is, on this machine, with a prediction
     * @param images those that the profile was measured on
     * @param chains without polished heads
     * @return the profile with them; itself if it has them all
     */
    public ProfileSnapshot profileCompositions(
            BlockCatalog catalog,
            ProfileSnapshot profile,
            ImageSet images,
            List<BlockChain> chains,
            ProfileProgress progress) {
        return new ProfileAddition(tools).compositions(catalog, profile, images, chains, progress);
    }

    private static QualityMetric metricOf(BlockCatalog catalog, ImageSet images, ProfileOptions options) {
        try {
            return Metrics.choose(catalog.outputKind(), images.sample(0).truth(), options.metric());
        } catch (IllegalArgumentException e) {
            throw new ProfilerException(String.valueOf(e.getMessage()), e);
        }
    }

    private Instant now() {
        return tools.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
