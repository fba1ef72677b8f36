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
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.List;

/** What chains of a network cost and are worth, measured with all their blocks open. */
final class Measurement implements AutoCloseable {
    private static final int MOST_JUDGES = 16;

    private final BlockCatalog catalog;
    private final ImageSet images;
    private final OpenBlocks blocks;
    private final LatencyStudy latency;
    private final QualityStudy quality;

    /**
     * Opens what the chains are made of.
     *
     * @param timed chains in which the latency of blocks is measured
     * @param judged chains of which quality is measured
     * @param images that it is measured on
     */
    Measurement(
            BlockCatalog catalog,
            List<BlockChain> timed,
            List<BlockChain> judged,
            ImageSet images,
            CatalogStore store,
            BlockEngine engine) {
        List<BlockChain> all = new ArrayList<>(timed);
        all.addAll(judged);
        all.add(catalog.originalChain());
        this.catalog = catalog;
        this.images = images;
        this.latency = new LatencyStudy(catalog, timed, Ticker.system());
        this.quality = new QualityStudy(catalog, judged, images.sample(0).truth());
        this.blocks = OpenBlocks.of(catalog, all, store, engine, Ticker.system());
    }

    /**
     * Measures.
     *
     * @param cores that may judge beside each other
     */
    void run(int rounds, int cores, ProfileProgress progress) {
        latency.run(blocks, images.sample(0).image(), rounds, progress);
        quality.run(blocks, images, Math.min(cores, MOST_JUDGES), progress);
    }

    LatencyStudy latency() {
        return latency;
    }

    QualityStudy quality() {
        return quality;
    }

    /** What was measured of a descendant, quality that of a chain. */
    BlockProfile profile(int place, Descendant descendant, BlockChain chain) {
        Block block = catalog.blocks().get(place);
        LoadedBlock.Footprint footprint = blocks.block(descendant).footprint();
        return new BlockProfile(
                block.id(),
                descendant.id(),
                descendant.digest(),
                latency.of(place, descendant),
                footprint.mappedBytes(),
                footprint.privateBytes(),
                blocks.openNanos(descendant),
                quality.of(chain),
                quality.agreementOf(chain));
    }

    /** What was measured of a composition with its polished head and with the plain one. */
    PolishProfile profile(PolishedChain polished) {
        return new PolishProfile(
                profile(polished.place(), polished.head(), polished.chain()),
                quality.of(polished.plain()),
                quality.agreementOf(polished.plain()));
    }

    @Override
    public void close() {
        blocks.close();
    }
}
