/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MachineSample;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Metrics;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Truth;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures every descendant of a network on this machine: latency, bytes, open time and the quality of single swaps and
 * of compositions, of which it predicts all others; and polished heads in their compositions.
 */
public final class ModelProfiler {
    private static final int LEAST_IMAGES = 100;

    private final CatalogStore store;
    private final BlockEngine engine;
    private final GraphRunner runner;
    private final Device device;
    private final Clock clock;
    private final @Nullable Path journals;
    private final Supplier<@Nullable MachineSample> machine;

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
        this(store, engine, runner, device, clock, null, () -> null);
    }

    private ModelProfiler(
            CatalogStore store,
            BlockEngine engine,
            GraphRunner runner,
            Device device,
            Clock clock,
            @Nullable Path journals,
            Supplier<@Nullable MachineSample> machine) {
        this.store = store;
        this.engine = engine;
        this.runner = runner;
        this.device = device;
        this.clock = clock;
        this.journals = journals;
        this.machine = machine;
    }

    /** One that notes in a folder how far it is, and goes on where it was interrupted. */
    public ModelProfiler resumingIn(Path folder) {
        return new ModelProfiler(store, engine, runner, device, clock, folder, machine);
    }

    /** One that looks at the machine while it measures latency, and says in the profile how busy that was. */
    public ModelProfiler watching(Supplier<@Nullable MachineSample> state) {
        return new ModelProfiler(store, engine, runner, device, clock, journals, state);
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
        try (QualityStudy quality = new QualityStudy(store, catalog, runner, few, metric, journal)) {
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
        KnownProfile known = KnownProfile.of(catalog, old, images, device, engine.version());
        if (known == null) {
            return profile(catalog, images, options, progress, kept);
        }
        int count = old.provenance().images();
        ImageSet same = SpreadImages.of(images, count);
        try (QualityStudy quality = new QualityStudy(
                store, catalog, runner, same, metricOf(catalog, old, same), ScoreJournal.forgetful())) {
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
        polished.forEach(one -> timed.add(one.chain()));
        try (Measurement done = new Measurement(catalog, timed, quality, store, engine, new ConditionsWatch(machine))) {
            done.time(SpreadImages.of(images, count).sample(0).image(), options.rounds(), progress);
            quality.judge("quality of swaps", judged(catalog), progress);
            quality.requireUsefulOriginal();
            if (known != null) {
                requireSameBase(known.profile(), quality);
            }
            ProfileSnapshot swaps = new ProfileSnapshot(
                    catalog.model(),
                    new Provenance(
                            device, engine.version(), images.name(), count, options.seed(), now(), done.conditions()),
                    quality.metric(),
                    quality.base(),
                    known == null ? done.latency().whole() : known.profile().whole(),
                    known == null
                            ? done.latency().beyondNanos()
                            : known.profile().fixedNanos(),
                    activationBytes(catalog),
                    entries(catalog, known, done),
                    polished.stream().map(done::profile).toList());
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
        return journals == null
                ? ScoreJournal.forgetful()
                : ScoreJournal.open(
                        journals.resolve(catalog.model() + ".scores"),
                        "%s %s %d %d %s %s %s"
                                .formatted(
                                        catalog.source(),
                                        images.name(),
                                        images.size(),
                                        options.images(),
                                        options.patience(),
                                        metric.name(),
                                        engine.version()));
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
        try (QualityStudy pilot =
                new QualityStudy(store, catalog, runner, SpreadImages.of(images, LEAST_IMAGES), metric, journal)) {
            double ofSwaps = pilot.nanosPerImage(judged);
            double ofOne = pilot.nanosPerImage(List.of(catalog.originalChain()));
            double nanos = (ofSwaps + ofOne * 2.5 * options.compositions()) / device.cores();
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
        requireSameImages(catalog, profile, images);
        List<PolishedChain> missing = catalog.polished().stream()
                .filter(one -> known(catalog, profile, one) == null)
                .toList();
        if (missing.isEmpty()) {
            return profile;
        }
        ImageSet same = SpreadImages.of(images, profile.provenance().images());
        List<BlockChain> timed = missing.stream().map(PolishedChain::chain).toList();
        List<BlockChain> judged = new ArrayList<>(timed);
        missing.forEach(one -> judged.add(one.plain()));
        try (QualityStudy quality = new QualityStudy(
                        store, catalog, runner, same, metricOf(catalog, profile, same), ScoreJournal.forgetful());
                Measurement done =
                        new Measurement(catalog, timed, quality, store, engine, new ConditionsWatch(machine))) {
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
    public ProfileSnapshot profileCompositions(
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
                store, catalog, runner, same, metricOf(catalog, profile, same), ScoreJournal.forgetful())) {
            quality.judge("quality of plans", missing, progress);
            requireSameBase(profile, quality);
            List<MeasuredComposition> all = new ArrayList<>(prediction.measured());
            missing.forEach(chain -> all.add(
                    new MeasuredComposition(MeasuredComposition.Purpose.PLAN, chain.choices(), quality.of(chain))));
            return profile.withPrediction(prediction.withMeasured(all));
        }
    }

    private static QualityMetric metricOf(BlockCatalog catalog, ImageSet images, ProfileOptions options) {
        try {
            return Metrics.choose(catalog.outputKind(), images.sample(0).truth(), options.metric());
        } catch (IllegalArgumentException e) {
            throw new ProfilerException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The metric of a profile, or the usual one where these images are not such as it judges. */
    private static QualityMetric metricOf(BlockCatalog catalog, ProfileSnapshot profile, ImageSet images) {
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
        List<String> reasons = new ArrayList<>(profile.staleness(catalog, device, engine.version()));
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

    private static void requireSameBase(ProfileSnapshot profile, QualityStudy quality) {
        if (!profile.metric().equals(quality.metric()) || Math.abs(profile.baseQuality() - quality.base()) > 1e-9) {
            throw new ProfilerException(
                    "The original of %s reaches a %s of %s on these images, and a %s of %s in its profile. Maybe run `ashlar profile` on these images."
                            .formatted(
                                    profile.model(),
                                    quality.metric(),
                                    quality.base(),
                                    profile.metric(),
                                    profile.baseQuality()));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static List<BlockProfile> entries(BlockCatalog catalog, @Nullable KnownProfile known, Measurement done) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            Block block = catalog.blocks().get(b);
            for (Descendant descendant : block.choices()) {
                BlockProfile before = known == null ? null : known.entry(block, descendant);
                entries.add(
                        before == null
                                ? done.profile(
                                        b, descendant, catalog.originalChain().with(b, descendant.id()))
                                : before);
            }
        }
        return entries;
    }

    /** Bytes of all tensors at borders: more than are ever alive at once, to leave room for those inside a block. */
    private static long activationBytes(BlockCatalog catalog) {
        return catalog.input().nominalBytes()
                + catalog.blocks().stream()
                        .flatMap(block -> block.outputs().stream())
                        .mapToLong(TensorSpec::nominalBytes)
                        .sum();
    }
}
