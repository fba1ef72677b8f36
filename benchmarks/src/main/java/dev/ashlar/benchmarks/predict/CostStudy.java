/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.benchmarks.predict.PredictResults.Cost;
import dev.ashlar.benchmarks.predict.PredictResults.Growth;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.profile.ChainCosts;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What linked chains take and occupy against what their profile predicts. */
final class CostStudy implements AutoCloseable {
    /*
     * Seven chains run in turn with the original, round by round, preprocessing included, as in the profile and in serving:
     * each finds its caches filled by others. Of the rounds the median counts; one thread each. What the original takes
     * tells by how much the machine is faster or slower than when it was profiled.
     *
     * Beside others a chain runs while so many threads run other chains without a pause, but at most as many at once as
     * there are cores, first come first served, as in serving: a frame is timed while it is computed, and waiting for a
     * core is left out. What runs beside is never what is timed: the same chain on another core would find its weights in
     * the caches that it shares, and be faster than alone. How many run beside changes every few rounds, so that drift of the
     * machine meets all alike. What the company slows a chain by is predicted by the profile.
     */
    static final int MOST_BESIDE = 3;

    private static final int PASSES = 5;

    private static final int WARM_UP = 5;

    private static final int AT_ONCE = 7;

    /** How often a chain is opened and weighed, and how often it runs each time. */
    private static final int WEIGHED = 5;

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final BlockCatalog catalog;
    private final ProfileSnapshot profile;
    private final CatalogStore store;
    private final BlockEngine engine;
    private final PackedImage image;
    private final int rounds;
    private final Map<Digest, LoadedBlock> open = new HashMap<>();

    CostStudy(
            BlockCatalog catalog,
            ProfileSnapshot profile,
            CatalogStore store,
            BlockEngine engine,
            PackedImage image,
            int rounds) {
        this.catalog = catalog;
        this.profile = profile;
        this.store = store;
        this.engine = engine;
        this.image = image;
        this.rounds = rounds;
    }

    /**
     * Times chains alone, and beside up to three others.
     *
     * @param company three chains that are none of them
     */
    List<Cost> run(List<BlockChain> chains, List<BlockChain> company) {
        List<Cost> found = new ArrayList<>();
        for (int from = 0; from < chains.size(); from += AT_ONCE) {
            found.addAll(few(chains.subList(from, Math.min(chains.size(), from + AT_ONCE)), company));
        }
        return found;
    }

    private List<Cost> few(List<BlockChain> chains, List<BlockChain> company) {
        ChainCosts costs = new ChainCosts(catalog, profile);
        List<Cost> found = new ArrayList<>();
        List<LoadedChain> joined = new ArrayList<>();
        List<LoadedChain> others = new ArrayList<>();
        try {
            joined.add(join(catalog.originalChain()));
            chains.forEach(chain -> joined.add(join(chain)));
            company.forEach(chain -> others.add(join(chain)));
            List<List<List<Long>>> times = new ArrayList<>();
            for (int beside = 0; beside <= MOST_BESIDE; beside++) {
                times.add(joined.stream()
                        .map(chain -> (List<Long>) new ArrayList<Long>())
                        .toList());
            }
            for (int pass = 0; pass < PASSES; pass++) {
                for (int beside = 0; beside <= MOST_BESIDE; beside++) {
                    time(joined, others.subList(0, beside), times.get(beside));
                }
            }
            long original = median(times.get(0).get(0));
            for (int beside = 0; beside <= MOST_BESIDE; beside++) {
                for (int i = 0; i < chains.size(); i++) {
                    long predicted = costs.p50Nanos(chains.get(i), beside + 1);
                    long measured = median(times.get(beside).get(i + 1));
                    found.add(new Cost(chains.get(i).choices().toString(), beside, predicted, measured, original));
                }
            }
            return found;
        } finally {
            joined.forEach(LoadedChain::close);
            others.forEach(LoadedChain::close);
            close();
        }
    }

    /**
     * By how much the process grows while a chain is open and has run, for each chain by itself, the median of a few
     * times; nothing where the system does not say.
     */
    List<Growth> growth(List<BlockChain> chains) {
        ChainCosts costs = new ChainCosts(catalog, profile);
        // Whoever first opens a block in a process pays for what all others find there: checks, compiled code.
        chains.forEach(this::grown);
        List<Growth> found = new ArrayList<>();
        for (BlockChain chain : chains) {
            List<Long> grown = new ArrayList<>();
            for (int i = 0; i < WEIGHED; i++) {
                Long bytes = grown(chain);
                if (bytes != null) {
                    grown.add(bytes);
                }
            }
            if (grown.size() == WEIGHED) {
                found.add(new Growth(chain.choices().toString(), costs.bytes(chain), Math.max(0, median(grown))));
            }
        }
        return found;
    }

    private @Nullable Long grown(BlockChain chain) {
        engine.trim();
        ProcessMemory before = engine.memory();
        try (LoadedChain one = join(chain)) {
            Tensor input = input();
            Resampler resampler = resampler();
            for (int i = 0; i < WEIGHED; i++) {
                frame(one, input, resampler);
            }
            ProcessMemory after = engine.memory();
            return before == null || after == null ? null : (Long) (present(after) - present(before));
        } finally {
            close();
        }
    }

    private static long present(ProcessMemory memory) {
        return memory.weightBytes() + memory.nativeBytes();
    }

    private LoadedChain join(BlockChain chain) {
        List<LoadedBlock> blocks = new ArrayList<>();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            Descendant chosen = block.descendant(chain.choices().get(i));
            blocks.add(open.computeIfAbsent(
                    chosen.digest(), digest -> engine.open(store.file(catalog.model(), block.id(), chosen))));
        }
        return engine.join(catalog, chain, blocks);
    }

    private Tensor input() {
        return Tensor.allocate(catalog.input().type(), catalog.input().nominal());
    }

    private Resampler resampler() {
        return new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
    }

    private void frame(LoadedChain chain, Tensor input, Resampler resampler) {
        resampler.resample(image, input.floats(), 0);
        chain.run(input);
    }

    /** Times every chain for a share of the rounds while a thread each runs others. */
    private void time(List<LoadedChain> chains, List<LoadedChain> company, List<List<Long>> times) {
        Semaphore cores = new Semaphore(CORES, true);
        AtomicBoolean going = new AtomicBoolean(true);
        List<Thread> others = new ArrayList<>();
        for (LoadedChain other : company) {
            Thread thread = new Thread(() -> {
                Tensor input = input();
                Resampler resampler = resampler();
                while (going.get()) {
                    cores.acquireUninterruptibly();
                    frame(other, input, resampler);
                    cores.release();
                }
            });
            others.add(thread);
            thread.start();
        }
        try {
            Tensor input = input();
            Resampler resampler = resampler();
            for (int round = -WARM_UP; round < (rounds + PASSES - 1) / PASSES; round++) {
                for (int i = 0; i < chains.size(); i++) {
                    cores.acquireUninterruptibly();
                    long start = System.nanoTime();
                    frame(chains.get(i), input, resampler);
                    long nanos = System.nanoTime() - start;
                    cores.release();
                    if (round >= 0) {
                        times.get(i).add(nanos);
                    }
                }
            }
        } finally {
            going.set(false);
            others.forEach(CostStudy::join);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public void close() {
        open.values().forEach(LoadedBlock::close);
        open.clear();
    }
}
