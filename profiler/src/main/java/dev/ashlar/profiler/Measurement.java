/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.PolishedChain;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What chains of a network cost, measured with all their blocks open, beside what they are worth. */
final class Measurement implements AutoCloseable {
    private final BlockCatalog catalog;
    private final OpenBlocks blocks;
    private final LatencyStudy latency;
    private final ConditionsWatch watch;
    private final QualityStudy quality;
    private final ProfilerTools tools;
    private final List<BlockChain> timed;

    /**
     * Opens what the chains are made of.
     *
     * @param timed chains in which the latency of blocks is measured
     * @param quality that knows or will know what is asked for; stays the caller's
     * @param tools to measure with
     * @param linking what is known of linked compositions, if it is to stay, or null
     */
    Measurement(
            BlockCatalog catalog,
            List<BlockChain> timed,
            QualityStudy quality,
            ProfilerTools tools,
            @Nullable LinkCosts linking) {
        List<BlockChain> all = new ArrayList<>(timed);
        if (!all.contains(catalog.originalChain())) {
            all.add(catalog.originalChain());
        }
        this.catalog = catalog;
        this.quality = quality;
        this.tools = tools;
        this.timed = List.copyOf(all);
        this.watch = new ConditionsWatch(tools.machine());
        this.latency = new LatencyStudy(catalog, all, Ticker.system(), linking);
        this.blocks = OpenBlocks.of(catalog, all, tools.store(), tools.engine(), Ticker.system());
    }

    /** Measures what all cost, on one image. */
    void time(PackedImage image, int rounds, ProfileProgress progress) {
        latency.run(blocks, image, rounds, watch, progress);
    }

    /**
     * Measures what serving costs beyond what blocks take alone, once latency is measured.
     *
     * @param known what was measured before of what has not changed since; null for nothing
     */
    ServingCosts serving(PackedImage image, int rounds, @Nullable ServingCosts known, ProfileProgress progress) {
        return new ServingStudy(catalog, blocks, latency, tools, image, rounds).run(timed, known, progress);
    }

    /** What a run of the originals takes for its tensors. */
    long runBytes() {
        return RunMemory.bytes(catalog, blocks, tools.engine());
    }

    /** How busy the machine was while latency was measured; null if the system does not tell. */
    @Nullable
    Conditions conditions() {
        return watch.conditions();
    }

    LatencyStudy latency() {
        return latency;
    }

    /** What was measured of a descendant, quality that of a chain. */
    BlockProfile profile(int place, Descendant descendant, BlockChain chain) {
        Block block = catalog.blocks().get(place);
        LoadedBlock.Footprint footprint = blocks.block(descendant).footprint();
        Scores scores = quality.of(chain);
        return new BlockProfile(
                block.id(),
                descendant.id(),
                descendant.digest(),
                latency.of(place, descendant),
                footprint.mappedBytes(),
                footprint.privateBytes(),
                blocks.openNanos(descendant),
                scores.quality(),
                scores.agreement());
    }

    /** What was measured of all descendants, or known of them before. */
    List<BlockProfile> entries(@Nullable KnownProfile known) {
        List<BlockProfile> entries = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            Block block = catalog.blocks().get(b);
            for (Descendant descendant : block.choices()) {
                BlockProfile before = known == null ? null : known.entry(block, descendant);
                entries.add(
                        before == null
                                ? profile(b, descendant, catalog.originalChain().with(b, descendant.id()))
                                : before);
            }
        }
        return entries;
    }

    /** What was measured of a composition with its polished head and with the plain one. */
    PolishProfile profile(PolishedChain polished) {
        Scores plain = quality.of(polished.plain());
        return new PolishProfile(
                profile(polished.place(), polished.head(), polished.chain()), plain.quality(), plain.agreement());
    }

    @Override
    public void close() {
        blocks.close();
    }
}
