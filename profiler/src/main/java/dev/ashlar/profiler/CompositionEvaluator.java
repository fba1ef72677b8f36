/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures whole compositions as they serve: quality, latency and memory. */
public final class CompositionEvaluator {
    /*
     * Three passes. Memory: one composition at a time, with nothing else of the network open, by what the process grows
     * when its blocks are opened, joined and run; freed memory is given back to the system before the next. Latency: a
     * few linked compositions at a time, for each has memory of its own, and the original with every few; they run in
     * turn, so that drift of the machine meets all alike, and the original tells how far it drifted from the profile.
     * Quality: batches of images, on all cores.
     */
    private static final int TIMED_AT_ONCE = 7;
    private static final int RUNS_TO_FILL = 3;
    private static final int WEIGHED = 3;

    private final CatalogStore store;
    private final BlockEngine engine;
    private final GraphRunner runner;
    private final Ticker ticker;

    /**
     * An evaluator.
     *
     * @param store where the blocks are
     * @param engine runs them as they serve
     * @param runner runs blocks on many images at once, to judge quality
     * @param ticker by which latency is measured
     */
    public CompositionEvaluator(CatalogStore store, BlockEngine engine, GraphRunner runner, Ticker ticker) {
        this.store = store;
        this.engine = engine;
        this.runner = runner;
        this.ticker = ticker;
    }

    /**
     * Measures.
     *
     * @param chains compositions, at least one, each different from the others
     * @param images at least one; what is known of the first decides the metric
     * @param rounds runs of each that are timed, at least 1
     */
    public Evaluation evaluate(
            BlockCatalog catalog, List<BlockChain> chains, ImageSet images, int rounds, ProfileProgress progress) {
        Argument.require(!chains.isEmpty(), "There must be a composition of %s to measure.", catalog.model());
        Argument.require(rounds >= 1, "The rounds (%d) must be at least 1.", rounds);
        if (images.size() == 0) {
            throw new ProfilerException("The data set %s has no images to judge quality on.".formatted(images.name()));
        }
        chains.forEach(catalog::requireValid);
        PackedImage first = images.sample(0).image();
        List<@Nullable Long> memory = memory(catalog, chains, first, progress);
        List<Timed> latency = latency(catalog, chains, first, rounds, progress);
        ImageScores scores = new ImageScores(catalog, chains, images);
        try (CompositionRuns runs = new CompositionRuns(store, catalog, runner)) {
            scores.run(runs, progress);
        }
        List<MeasuredChain> measured = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            measured.add(new MeasuredChain(
                    chains.get(i),
                    Estimate.of(scores.quality(i)),
                    Estimate.of(scores.agreement(i)),
                    Estimate.paired(scores.base(), scores.quality(i)),
                    latency.get(i).chain().profile(),
                    latency.get(i).original().profile(),
                    memory.get(i)));
        }
        return new Evaluation(scores.metric(), images.size(), Estimate.of(scores.base()), measured);
    }

    private static List<BlockChain> withOriginal(BlockCatalog catalog, List<BlockChain> chains) {
        List<BlockChain> all = new ArrayList<>(List.of(catalog.originalChain()));
        all.addAll(chains);
        return all;
    }

    private List<@Nullable Long> memory(
            BlockCatalog catalog, List<BlockChain> chains, PackedImage image, ProfileProgress progress) {
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        resample(resampler(catalog), image, input);
        int steps = chains.size() * (1 + WEIGHED);
        // Whoever first opens a block in a process pays for what all others find there: checks, compiled code.
        for (int i = 0; i < chains.size(); i++) {
            progress.at("memory", i, steps);
            grown(catalog, chains.get(i), input);
        }
        List<@Nullable Long> grown = new ArrayList<>();
        for (BlockChain chain : chains) {
            progress.at("memory", chains.size() + (long) WEIGHED * grown.size(), steps);
            grown.add(median(catalog, chain, input));
        }
        progress.at("memory", steps, steps);
        return grown;
    }

    /** The median of a few times, since the virtual machine grows and shrinks meanwhile for reasons of its own. */
    private @Nullable Long median(BlockCatalog catalog, BlockChain chain, Tensor input) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < WEIGHED; i++) {
            Long bytes = grown(catalog, chain, input);
            if (bytes != null) {
                times.add(bytes);
            }
        }
        Collections.sort(times);
        return times.isEmpty() ? null : times.get(times.size() / 2);
    }

    /** By how much the process grows while a chain is open. */
    private @Nullable Long grown(BlockCatalog catalog, BlockChain chain, Tensor input) {
        engine.trim();
        ProcessMemory before = engine.memory();
        if (before == null) {
            return null;
        }
        List<LoadedBlock> open = new ArrayList<>();
        try {
            for (int i = 0; i < catalog.blocks().size(); i++) {
                Block block = catalog.blocks().get(i);
                open.add(engine.open(store.file(
                        catalog.model(),
                        block.id(),
                        block.descendant(chain.choices().get(i)))));
            }
            try (LoadedChain joined = engine.join(catalog, chain, open)) {
                for (int run = 0; run < RUNS_TO_FILL; run++) {
                    joined.run(input);
                }
                ProcessMemory after = engine.memory();
                return after == null ? null : own(after) - own(before);
            }
        } finally {
            open.forEach(LoadedBlock::close);
        }
    }

    /** What blocks and runs occupy: neither the Java heap nor programs, which grow for reasons of their own. */
    private static long own(ProcessMemory memory) {
        return memory.weightBytes() + memory.nativeBytes();
    }

    private record Timed(Stopwatch chain, Stopwatch original) {}

    private List<Timed> latency(
            BlockCatalog catalog, List<BlockChain> chains, PackedImage image, int rounds, ProfileProgress progress) {
        List<Timed> timed = new ArrayList<>();
        for (int from = 0; from < chains.size(); from += TIMED_AT_ONCE) {
            int done = from;
            List<BlockChain> few =
                    withOriginal(catalog, chains.subList(from, Math.min(chains.size(), from + TIMED_AT_ONCE)));
            List<Stopwatch> watches = race(
                    catalog,
                    few,
                    image,
                    rounds,
                    round -> progress.at(
                            "latency",
                            (long) done * rounds + (long) round * few.size(),
                            (long) chains.size() * rounds + rounds));
            for (int i = 1; i < few.size(); i++) {
                timed.add(new Timed(watches.get(i), watches.get(0)));
            }
        }
        return timed;
    }

    private interface Rounds {
        void at(int round);
    }

    private List<Stopwatch> race(
            BlockCatalog catalog, List<BlockChain> chains, PackedImage image, int rounds, Rounds progress) {
        Resampler resampler = resampler(catalog);
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        List<Stopwatch> watches = new ArrayList<>();
        List<LoadedChain> joined = new ArrayList<>();
        try (OpenBlocks blocks = OpenBlocks.of(catalog, chains, store, engine, ticker)) {
            try {
                for (BlockChain chain : chains) {
                    joined.add(blocks.join(chain));
                    watches.add(new Stopwatch(ticker));
                }
                int warmUp = Math.max(3, rounds / 10);
                for (int round = -warmUp; round < rounds; round++) {
                    for (int i = 0; i < joined.size(); i++) {
                        watches.get(i).start();
                        resample(resampler, image, input);
                        joined.get(i).run(input);
                        Stopwatch.Lap lap = watches.get(i).lap();
                        if (round >= 0) {
                            watches.get(i).record(lap);
                        }
                    }
                    progress.at(Math.max(0, round));
                }
            } finally {
                joined.forEach(LoadedChain::close);
            }
        }
        return watches;
    }

    private static Resampler resampler(BlockCatalog catalog) {
        return new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
    }

    private static void resample(Resampler resampler, PackedImage image, Tensor input) {
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
    }
}
