/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures what serving a network costs beyond what its blocks take alone. */
final class ServingStudy {
    /*
     * Beside others: a few compositions of mixed descendants run in turn while 0, 1, ... other threads run one other each,
     * as far as there are others: the same one on another core would find its weights in the caches that it shares. No more
     * frames are computed at once than there are cores, as in serving; where there are more threads they take turns, first
     * come first served, and find the caches filled by others. Waiting for a turn is not timed. How many there are changes
     * every few rounds, so that drift of the machine meets all alike.
     *
     * On several threads: the chain of originals with engines of their own.
     *
     * Linking: the chain of originals with one descendant in its place is joined a few times, and the median counts.
     * What a session of 8-bit blocks takes longer than others at every plan that it is new in is in that.
     *
     * Energy: each chain that covers some of the descendants runs for a while; what the processors take meanwhile,
     * whatever else they do, is that of its frames, and is divided among its blocks by their processor time.
     */
    private static final int MOST_AT_ONCE = 8;
    private static final int PASSES = 5;

    /** Networks beyond the cores that take turns with the others. */
    private static final int IN_TURN = 2;

    /** Compositions that run in turn, and how long they do so each time for every round that is asked for. */
    private static final int TOGETHER = 8;

    private static final long PASS_NANOS_PER_ROUND = 5_000_000;

    private static final int MOST_ROUNDS = 50;
    private static final int LINKS = 3;
    private static final long METERED_NANOS = 200_000_000;

    private final BlockCatalog catalog;
    private final OpenBlocks blocks;
    private final LatencyStudy latency;
    private final ProfilerTools tools;
    private final PackedImage image;
    private final int rounds;
    private final Ticker ticker = Ticker.system();

    /** @param latency of all that is to be metered */
    ServingStudy(
            BlockCatalog catalog,
            OpenBlocks blocks,
            LatencyStudy latency,
            ProfilerTools tools,
            PackedImage image,
            int rounds) {
        this.catalog = catalog;
        this.blocks = blocks;
        this.latency = latency;
        this.tools = tools;
        this.image = image;
        this.rounds = Math.min(MOST_ROUNDS, rounds);
    }

    /**
     * The costs.
     *
     * @param timed chains whose latency was measured
     * @param known what was measured before, of which what has not changed is kept; null for nothing
     */
    ServingCosts run(List<BlockChain> timed, @Nullable ServingCosts known, ProfileProgress progress) {
        int steps = 2
                + catalog.blocks().stream()
                        .mapToInt(block -> block.choices().size())
                        .sum();
        progress.at("serving", 0, steps);
        List<Double> slowdowns = known == null ? slowdowns() : known.slowdowns();
        progress.at("serving", 1, steps);
        List<LatencyProfile> threads = known == null ? threads() : known.threads();
        progress.at("serving", 2, steps);
        Map<Digest, Long> energy = new EnergyMeter(catalog, tools.microjoules(), ticker, METERED_NANOS)
                .nanojoules(timed, this::joined, latency);
        List<DescendantCosts> descendants = new ArrayList<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Block block = catalog.blocks().get(place);
            for (Descendant descendant : block.choices()) {
                DescendantCosts before = known == null ? null : known.find(block.id(), descendant);
                descendants.add(before == null ? costs(place, descendant, energy) : before);
                progress.at("serving", 2L + descendants.size(), steps);
            }
        }
        return new ServingCosts(slowdowns, threads, descendants, latency.linking());
    }

    private ServingChain joined(BlockChain chain) {
        return new ServingChain(catalog, blocks.join(chain), image);
    }

    /** A composition of as different descendants as there are: from block to block {@code step} further in its choices. */
    private BlockChain mixed(int step, int from) {
        BlockChain chain = catalog.originalChain();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            List<Descendant> choices = catalog.blocks().get(place).choices();
            chain = chain.with(
                    place, choices.get((from + step * place) % choices.size()).id());
        }
        return chain;
    }

    private List<Double> slowdowns() {
        int cores = Math.max(1, tools.device().cores());
        int most = Math.min(MOST_AT_ONCE, cores + IN_TURN);
        int together = Math.min(
                TOGETHER,
                catalog.blocks().stream()
                        .mapToInt(block -> block.choices().size())
                        .max()
                        .orElse(1));
        Semaphore turns = new Semaphore(cores, true);
        List<List<List<Long>>> all = new ArrayList<>();
        List<ServingChain> chains = new ArrayList<>();
        List<ServingChain> company = new ArrayList<>();
        try {
            for (int i = 0; i < together; i++) {
                chains.add(joined(mixed(1, i)));
            }
            for (int other = 1; other < most; other++) {
                company.add(joined(mixed(2, other)));
            }
            for (int others = 0; others < most; others++) {
                all.add(chains.stream()
                        .map(chain -> (List<Long>) new ArrayList<Long>())
                        .toList());
            }
            for (int pass = 0; pass < PASSES; pass++) {
                for (int others = 0; others < most; others++) {
                    try (Company beside = Company.of(company.subList(0, others), turns)) {
                        beside.awaitAll();
                        together(chains, turns, all.get(others));
                    }
                }
            }
        } finally {
            chains.forEach(ServingChain::close);
            company.forEach(ServingChain::close);
        }
        List<Double> slowdowns = new ArrayList<>();
        double last = 1;
        for (List<List<Long>> beside : all) {
            last = Math.max(last, Math.min(100, slowdown(beside, all.get(0))));
            slowdowns.add(last);
        }
        return slowdowns;
    }

    /** By how much chains are slower than alone, each by its median; the median of the chains. */
    private static double slowdown(List<List<Long>> beside, List<List<Long>> alone) {
        double[] ratios = IntStream.range(0, alone.size())
                .mapToDouble(i -> median(beside.get(i)) / Math.max(1, median(alone.get(i))))
                .sorted()
                .toArray();
        return ratios[ratios.length / 2];
    }

    /** What each of some chains takes, one after the other, again and again for a while; the first time is left out. */
    private void together(List<ServingChain> chains, Semaphore turns, List<List<Long>> taken) {
        long begun = ticker.nanos();
        boolean warm = false;
        boolean again = true;
        while (again) {
            for (int i = 0; i < chains.size(); i++) {
                turns.acquireUninterruptibly();
                try {
                    long start = ticker.nanos();
                    chains.get(i).frame();
                    if (warm) {
                        taken.get(i).add(ticker.nanos() - start);
                    }
                } finally {
                    turns.release();
                }
            }
            again = !warm || ticker.nanos() - begun < PASS_NANOS_PER_ROUND * rounds;
            warm = true;
        }
    }

    private static double median(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sorted().toArray()[values.size() / 2];
    }

    private static void timed(ServingChain chain, int rounds, Stopwatch watch) {
        chain.frame();
        for (int round = 0; round < rounds; round++) {
            watch.start();
            chain.frame();
            watch.stop();
        }
    }

    private List<LatencyProfile> threads() {
        IntFunction<? extends BlockEngine> threaded = tools.threaded();
        List<LatencyProfile> threads = new ArrayList<>();
        int most = Math.min(MOST_AT_ONCE, tools.device().cores());
        for (int count = 1; threaded != null && count <= most; count++) {
            BlockChain original = catalog.originalChain();
            try (BlockEngine engine = threaded.apply(count);
                    OpenBlocks open = OpenBlocks.of(catalog, List.of(original), tools.store(), engine, ticker);
                    ServingChain chain = new ServingChain(catalog, open.join(original), image)) {
                Stopwatch watch = new Stopwatch(ticker);
                timed(chain, Math.max(2, rounds / PASSES), watch);
                watch.reset();
                timed(chain, rounds, watch);
                threads.add(watch.profile());
            }
        }
        return threads;
    }

    private DescendantCosts costs(int place, Descendant descendant, Map<Digest, Long> energy) {
        Block block = catalog.blocks().get(place);
        BlockChain chain = catalog.originalChain().with(place, descendant.id());
        long[] links = new long[LINKS];
        for (int i = 0; i < LINKS; i++) {
            long start = ticker.nanos();
            LoadedChain joined = blocks.join(chain);
            links[i] = Math.max(0, ticker.nanos() - start);
            joined.close();
        }
        Arrays.sort(links);
        Long cold = tools.engine().coldNanos(tools.store().file(catalog.model(), block.id(), descendant));
        return new DescendantCosts(
                block.id(),
                descendant.id(),
                descendant.digest(),
                cold == null ? 0 : cold,
                links[LINKS / 2],
                energy.getOrDefault(descendant.digest(), 0L));
    }
}
