/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times compositions as they serve, each against the original beside it. */
final class LinkedRuns {
    /*
     * A few compositions are open at once and run in turn with the original, whose median is what theirs are told as a
     * share of: when the machine drifts, it drifts for both. What serves finds its caches filled by others, and so it is
     * here. Few are open at once because each has memory of its own.
     */
    private static final int AT_ONCE = 7;

    /** Runs of a composition: as many as fit into this time, but no fewer than the least and no more than the most. */
    private static final long NANOS_EACH = 60_000_000;

    private static final int LEAST_RUNS = 5;
    private static final int MOST_RUNS = 100;
    private static final int WARM_UP = 3;
    private static final long WARM_UP_NANOS = 300_000_000;

    /** Time for all, for each of the rounds that are asked for. */
    private static final long NANOS_PER_ROUND = 300_000_000;

    /** The least share of a frame that a network is taken to compute. */
    private static final double LEAST_INSIDE = 0.01;

    private static final double COMPOSITIONS_PER_CHOICE = 4;
    private static final int COMPOSITIONS_PER_ROUND = 3;
    private static final long SEED = 20240229;

    private final BlockCatalog catalog;
    private final OpenBlocks blocks;
    private final PackedImage image;
    private final Ticker ticker;
    private final Stopwatch original;
    private final List<Double> inside = new ArrayList<>();
    private final Map<BlockChain, Double> shares = new LinkedHashMap<>();

    LinkedRuns(BlockCatalog catalog, OpenBlocks blocks, PackedImage image, Ticker ticker) {
        this.catalog = catalog;
        this.blocks = blocks;
        this.image = image;
        this.ticker = ticker;
        this.original = new Stopwatch(ticker);
    }

    /** Times compositions of a design, as many as there is time for. */
    void run(LinkedDesign design, int rounds, ProfileProgress progress) {
        long frame = warmUp(rounds);
        int runs = (int) Math.max(LEAST_RUNS, Math.min(Math.min(MOST_RUNS, rounds), NANOS_EACH / Math.max(1, frame)));
        List<BlockChain> chains = design.compositions(count(design, rounds, frame, runs), SEED);
        if (chains.isEmpty()) {
            race(List.of(), rounds);
        }
        for (int from = 0; from < chains.size(); from += AT_ONCE) {
            progress.at("latency of compositions", from, chains.size());
            race(chains.subList(from, Math.min(chains.size(), from + AT_ONCE)), runs);
        }
        progress.at("latency of compositions", chains.size(), chains.size());
    }

    private static int count(LinkedDesign design, int rounds, long frame, int runs) {
        if (design.free() == 0) {
            return 0;
        }
        double each = (runs + WARM_UP) * (double) Math.max(1, frame) * (AT_ONCE + 1) / AT_ONCE;
        long affordable = (long) (NANOS_PER_ROUND * (double) rounds / each);
        long wanted = Math.round(COMPOSITIONS_PER_CHOICE * design.free());
        long most = Math.min(Math.min(wanted, affordable), (long) COMPOSITIONS_PER_ROUND * rounds);
        return Math.toIntExact(Math.max(design.cover(), most));
    }

    /** Runs the original until it is compiled and its caches are filled; about what a frame takes. */
    private long warmUp(int rounds) {
        long least = Long.MAX_VALUE;
        try (ServingChain chain = joined(catalog.originalChain())) {
            long begun = ticker.nanos();
            for (int i = 0; i < WARM_UP || (i < rounds && ticker.nanos() - begun < WARM_UP_NANOS); i++) {
                long start = ticker.nanos();
                chain.frame();
                least = Math.min(least, ticker.nanos() - start);
            }
        }
        return least;
    }

    private ServingChain joined(BlockChain chain) {
        return new ServingChain(catalog, blocks.join(chain), image);
    }

    private void race(List<BlockChain> chains, int runs) {
        List<ServingChain> joined = new ArrayList<>();
        try {
            joined.add(joined(catalog.originalChain()));
            chains.forEach(chain -> joined.add(joined(chain)));
            long[][] times = new long[joined.size()][runs];
            for (int run = -WARM_UP; run < runs; run++) {
                for (int i = 0; i < joined.size(); i++) {
                    original.start();
                    long pieces = joined.get(i).frame(ticker);
                    Stopwatch.Lap lap = original.lap();
                    if (run >= 0) {
                        times[i][run] = lap.nanos();
                        if (i == 0) {
                            original.record(lap);
                            inside.add((double) pieces / Math.max(1, lap.nanos()));
                        }
                    }
                }
            }
            for (int i = 0; i < chains.size(); i++) {
                shares.put(chains.get(i), median(times[i + 1]) / Math.max(1, median(times[0])));
            }
        } finally {
            joined.forEach(ServingChain::close);
        }
    }

    private static double median(long[] times) {
        Arrays.sort(times);
        int half = times.length / 2;
        return times.length % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2.0;
    }

    /** What the original takes for a frame, preprocessing included. */
    LatencyProfile original() {
        return original.profile();
    }

    /** The part of that which the pieces of the chain take, above 0, at the median. */
    double insideShare() {
        double[] sorted =
                inside.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Math.max(LEAST_INSIDE, Math.min(1, sorted[sorted.length / 2]));
    }

    /** What compositions take as a share of what the original takes, both at the median. */
    Map<BlockChain, Double> shares() {
        return shares;
    }
}
