/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures every descendant of a network on this machine: latency, bytes, open time and the quality of single swaps, and
 * polished heads in their compositions.
 */
public final class ModelProfiler {
    private final CatalogStore store;
    private final BlockEngine engine;
    private final Device device;
    private final Clock clock;

    /**
     * Measures networks.
     *
     * @param store where their blocks are
     * @param engine runs them
     * @param device this machine
     * @param clock for the record
     */
    public ModelProfiler(CatalogStore store, BlockEngine engine, Device device, Clock clock) {
        this.store = store;
        this.engine = engine;
        this.device = device;
        this.clock = clock;
    }

    /** Measures a network on images, which should be others than those that its descendants were made from. */
    public ProfileSnapshot profile(
            BlockCatalog catalog, ImageSet images, ProfileOptions options, ProfileProgress progress) {
        if (catalog.blocks().isEmpty()) {
            throw new ProfilerException("The network %s is not cut into blocks yet. Maybe run `ashlar cut` first."
                    .formatted(catalog.model()));
        }
        if (images.size() == 0) {
            throw new ProfilerException("The data set %s has no images to judge quality on.".formatted(images.name()));
        }
        int count = Math.min(options.images(), images.size());
        List<PolishedChain> polished = catalog.polished();
        List<BlockChain> timed = LatencyStudy.covering(catalog);
        polished.forEach(one -> timed.add(one.chain()));
        List<BlockChain> judged = QualityStudy.swaps(catalog);
        polished.forEach(one -> judged.addAll(List.of(one.chain(), one.plain())));
        try (Measurement done =
                new Measurement(catalog, timed, judged, SpreadImages.of(images, count), store, engine)) {
            done.run(options.rounds(), device.cores(), progress);
            done.quality().requireUsefulOriginal(classes(catalog));
            return new ProfileSnapshot(
                    catalog.model(),
                    new Provenance(device, engine.version(), images.name(), count, options.seed(), now()),
                    done.quality().metric(),
                    done.quality().base(),
                    done.latency().whole(),
                    done.latency().beyondNanos(),
                    activationBytes(catalog),
                    entries(catalog, done),
                    polished.stream().map(done::profile).toList());
        }
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
        try (Measurement done = new Measurement(catalog, timed, judged, same, store, engine)) {
            done.run(rounds, device.cores(), progress);
            requireSameBase(profile, done.quality());
            List<PolishProfile> all = new ArrayList<>();
            for (PolishedChain one : catalog.polished()) {
                PolishProfile entry = known(catalog, profile, one);
                all.add(entry == null ? done.profile(one) : entry);
            }
            return profile.withPolished(all);
        }
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
            throw new ProfilerException(
                    "The profile of %s cannot take in polished heads: %s. Maybe run `ashlar profile`."
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

    private static int classes(BlockCatalog catalog) {
        TensorSpec output = catalog.outputs().get(0);
        return output.nominal().rank() < 2
                ? 0
                : Math.toIntExact(output.nominal().dim(1));
    }

    private static List<BlockProfile> entries(BlockCatalog catalog, Measurement done) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (Descendant descendant : catalog.blocks().get(b).choices()) {
                entries.add(done.profile(b, descendant, catalog.originalChain().with(b, descendant.id())));
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
