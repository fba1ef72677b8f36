/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Times every descendant where it will run: inside a chain. */
final class LatencyStudy {
    /*
     * The chains run in turn, round by round: when the machine drifts, it drifts for all alike. The first tenth of the
     * rounds warms up and is thrown away. What a frame takes beyond its segments (preprocessing, hand-over of the input
     * and the outputs) is timed beside them.
     *
     * A chain that serves is linked, and quicker than its blocks one by one, each of which changes the layout of its
     * tensors. So every chain first runs both ways in turn, and what its blocks take apart is scaled to what it takes as
     * it serves. One linked chain is open at a time: each has memory of its own, blocks apart share theirs.
     */
    private static final int LEAST_PAIRS = 5;
    private static final int MOST_PAIRS = 15;
    private static final int WARM_UP_PAIRS = 2;

    /** How often the state of the machine is looked at. */
    private static final int LOOKS = 20;

    private final BlockCatalog catalog;
    private final List<BlockChain> chains;
    private final List<Map<DescendantId, Stopwatch>> segments = new ArrayList<>();
    private final Stopwatch frame;
    private final Stopwatch segment;
    private final Stopwatch whole;
    private final Stopwatch beyond;

    /** @param chains that hold every descendant to be timed */
    LatencyStudy(BlockCatalog catalog, List<BlockChain> chains, Ticker ticker) {
        this.catalog = catalog;
        this.chains = List.copyOf(chains);
        this.frame = new Stopwatch(ticker);
        this.segment = new Stopwatch(ticker);
        this.whole = new Stopwatch(ticker);
        this.beyond = new Stopwatch(ticker);
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Map<DescendantId, Stopwatch> watches = new HashMap<>();
            for (BlockChain chain : chains) {
                watches.computeIfAbsent(chain.choices().get(i), unseen -> new Stopwatch(ticker));
            }
            segments.add(watches);
        }
    }

    /**
     * Chains that hold every descendant of a network that goes with any of the others: the j-th takes the j-th of every
     * block, so that they are as many as the largest choice; the first is the original.
     */
    static List<BlockChain> covering(BlockCatalog catalog) {
        int count = catalog.blocks().stream()
                .mapToInt(block -> block.choices().size())
                .max()
                .orElse(1);
        List<BlockChain> chains = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            List<DescendantId> choices = new ArrayList<>();
            for (Block block : catalog.blocks()) {
                choices.add(block.choices().get(j % block.choices().size()).id());
            }
            chains.add(new BlockChain(catalog.model(), choices));
        }
        return chains;
    }

    /** Times the network on one image. */
    void run(OpenBlocks blocks, PackedImage image, int rounds, ConditionsWatch watch, ProfileProgress progress) {
        List<LoadedChain> joined = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        int warmUp = Math.max(3, rounds / 10);
        long steps = (long) chains.size() + warmUp + rounds;
        long[] alike = new long[rounds];
        watch.look();
        try {
            for (BlockChain chain : chains) {
                progress.at("latency", joined.size(), steps);
                joined.add(blocks.joinApart(chain));
                resample(resampler, image, input);
                int pairs = Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, rounds / LEAST_PAIRS));
                shares.add(share(blocks, joined.get(joined.size() - 1), input, pairs));
            }
            for (int round = -warmUp; round < rounds; round++) {
                if (round == 0) {
                    reset();
                }
                for (int i = 0; i < joined.size(); i++) {
                    long nanos = time(joined.get(i), shares.get(i), resampler, image, input);
                    if (i == 0 && round >= 0) {
                        alike[round] = nanos;
                    }
                }
                if (round % Math.max(1, rounds / LOOKS) == 0) {
                    watch.look();
                }
                progress.at("latency", chains.size() + warmUp + round, steps);
            }
            watch.look();
            watch.rounds(alike);
        } finally {
            joined.forEach(LoadedChain::close);
        }
    }

    /** What a chain takes as it serves, as a share of what its blocks take apart: the median over some pairs of runs. */
    private double share(OpenBlocks blocks, LoadedChain apart, Tensor input, int pairs) {
        double[] shares = new double[pairs];
        try (LoadedChain serving = blocks.join(apart.chain())) {
            for (int pair = -WARM_UP_PAIRS; pair < pairs; pair++) {
                long served = sum(laps(serving, input)).nanos();
                long summed = sum(laps(apart, input)).nanos();
                if (pair >= 0) {
                    shares[pair] = (double) served / Math.max(1, summed);
                }
            }
        }
        Arrays.sort(shares);
        return shares[pairs / 2];
    }

    private static void resample(Resampler resampler, PackedImage image, Tensor input) {
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
    }

    private void reset() {
        whole.reset();
        beyond.reset();
        segments.forEach(watches -> watches.values().forEach(Stopwatch::reset));
    }

    /** What all segments took. */
    private long time(LoadedChain chain, double share, Resampler resampler, PackedImage image, Tensor input) {
        frame.start();
        resample(resampler, image, input);
        List<Stopwatch.Lap> apart = laps(chain, input);
        Stopwatch.Lap inside = sum(apart);
        Stopwatch.Lap outside = frame.lap().minus(inside);
        for (int block = 0; block < apart.size(); block++) {
            watch(block, chain.chain().choices().get(block))
                    .record(apart.get(block).times(share));
        }
        if (chain.chain().equals(catalog.originalChain())) {
            whole.record(outside.plus(inside.times(share)));
        }
        beyond.record(outside);
        return inside.nanos();
    }

    /** How long each segment takes. */
    private List<Stopwatch.Lap> laps(LoadedChain chain, Tensor input) {
        List<Stopwatch.Lap> laps = new ArrayList<>();
        try (LoadedChain.Run run = chain.begin(input)) {
            boolean more = true;
            while (more) {
                segment.start();
                more = run.advance();
                laps.add(segment.lap());
            }
            run.outputs();
        }
        return laps;
    }

    private static Stopwatch.Lap sum(List<Stopwatch.Lap> laps) {
        return laps.stream().reduce(Stopwatch.Lap.NONE, Stopwatch.Lap::plus);
    }

    LatencyProfile whole() {
        return whole.profile();
    }

    /** What a frame takes beyond its segments, 95th percentile. */
    long beyondNanos() {
        return beyond.profile().p95Nanos();
    }

    LatencyProfile of(int block, Descendant descendant) {
        return watch(block, descendant.id()).profile();
    }

    private Stopwatch watch(int block, DescendantId descendant) {
        Stopwatch watch = segments.get(block).get(descendant);
        if (watch == null) {
            throw new IllegalStateException("Impossible state: no chain to time holds %s.".formatted(descendant));
        }
        return watch;
    }
}
