/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.unit.Ticker;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Measures every descendant of a network on this machine: latency, bytes, open time and the quality of single swaps. */
public final class ModelProfiler {
    private static final int MOST_JUDGES = 16;

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
        ImageSet judged = SpreadImages.of(images, count);
        QualityStudy quality = new QualityStudy(catalog, judged);
        LatencyStudy latency = new LatencyStudy(catalog, Ticker.system());
        try (OpenBlocks blocks = OpenBlocks.of(catalog, store, engine, Ticker.system())) {
            latency.run(blocks, judged.sample(0).image(), options.rounds(), progress);
            quality.run(blocks, judged, Math.min(device.cores(), MOST_JUDGES), progress);
            quality.requireUsefulOriginal(classes(catalog));
            return new ProfileSnapshot(
                    catalog.model(),
                    new Provenance(
                            device,
                            engine.version(),
                            images.name(),
                            count,
                            options.seed(),
                            clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                    quality.metric(),
                    quality.base(),
                    latency.whole(),
                    latency.beyondNanos(),
                    activationBytes(catalog),
                    entries(catalog, blocks, latency, quality),
                    List.of());
        }
    }

    private static int classes(BlockCatalog catalog) {
        TensorSpec output = catalog.outputs().get(0);
        return output.nominal().rank() < 2
                ? 0
                : Math.toIntExact(output.nominal().dim(1));
    }

    private static List<BlockProfile> entries(
            BlockCatalog catalog, OpenBlocks blocks, LatencyStudy latency, QualityStudy quality) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            Block block = catalog.blocks().get(b);
            for (Descendant descendant : block.choices()) {
                LoadedBlock.Footprint footprint = blocks.block(descendant).footprint();
                entries.add(new BlockProfile(
                        block.id(),
                        descendant.id(),
                        descendant.digest(),
                        latency.of(b, descendant),
                        footprint.mappedBytes(),
                        footprint.privateBytes(),
                        blocks.openNanos(descendant),
                        quality.of(b, descendant),
                        quality.agreementOf(b, descendant)));
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
