/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static java.util.Objects.requireNonNull;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Times every descendant where it will run: inside a chain. */
final class LatencyStudy {
    /*
     * The chains run in turn, round by round, each block by itself: when the machine drifts, it drifts for all alike. The
     * first tenth of the rounds warms up and is thrown away.
     *
     * A chain that serves is linked, and quicker than its blocks one by one, each of which costs a call, changes the layout
     * of its tensors, and in 8 bits rounds and expands them. So compositions are timed as they serve, and what a
     * descendant takes at the median is what it takes in them (LinkedFit); how far other percentiles are from the median
     * is taken from the runs apart. What a frame takes beyond its pieces (preprocessing, hand-over of the input and the
     * outputs) is a share of what it takes as it serves, frame by frame: on a busy machine the times of one minute and
     * those of the next cannot be taken from each other.
     */

    /** The least that is left of what a block takes apart, or of the original's time. */
    private static final double LEAST_SHARE = 0.05;

    /** How often the state of the machine is looked at. */
    private static final int LOOKS = 20;

    private final BlockCatalog catalog;
    private final List<BlockChain> chains;
    private final List<Map<DescendantId, Stopwatch>> segments = new ArrayList<>();
    private final Stopwatch segment;
    private final Ticker ticker;
    private final @Nullable LinkCosts known;
    private @Nullable LinkedRuns linked;
    private @Nullable LinkedFit fit;

    /**
     * A study.
     *
     * @param chains that hold every descendant to be timed
     * @param known what is known of borders, if it is to stay, or null
     */
    LatencyStudy(BlockCatalog catalog, List<BlockChain> chains, Ticker ticker, @Nullable LinkCosts known) {
        this.catalog = catalog;
        this.chains = List.copyOf(chains);
        this.segment = new Stopwatch(ticker);
        this.ticker = ticker;
        this.known = known;
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
        watch.look();
        apart(blocks, image, rounds, watch, progress);
        watch.look();
        LinkedDesign design = LinkedDesign.of(catalog, chains);
        LinkedRuns runs = new LinkedRuns(catalog, blocks, image, ticker);
        runs.run(design, rounds, progress);
        watch.look();
        linked = runs;
        fit = new LinkedFit(catalog, design, runs.shares(), changes(design, runs.original()), known, median(runs));
    }

    private static long median(LinkedRuns runs) {
        return Math.max(1, runs.original().p50Nanos());
    }

    private void apart(
            OpenBlocks blocks, PackedImage image, int rounds, ConditionsWatch watch, ProfileProgress progress) {
        List<LoadedChain> joined = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        int warmUp = Math.max(3, rounds / 10);
        long steps = (long) chains.size() + warmUp + rounds;
        long[] alike = new long[rounds];
        try {
            for (BlockChain chain : chains) {
                progress.at("latency", joined.size(), steps);
                joined.add(blocks.joinApart(chain));
            }
            for (int round = -warmUp; round < rounds; round++) {
                if (round == 0) {
                    reset();
                }
                for (int i = 0; i < joined.size(); i++) {
                    long nanos = time(joined.get(i), resampler, image, input);
                    if (i == 0 && round >= 0) {
                        alike[round] = nanos;
                    }
                }
                if (round % Math.max(1, rounds / LOOKS) == 0) {
                    watch.look();
                }
                progress.at("latency", chains.size() + warmUp + round, steps);
            }
            watch.rounds(alike);
        } finally {
            joined.forEach(LoadedChain::close);
        }
    }

    /** What choices take apart more than the original in their place, as a share of what the original network takes. */
    private List<Map<DescendantId, Double>> changes(LinkedDesign design, LatencyProfile original) {
        double whole = Math.max(1, original.p50Nanos());
        List<Map<DescendantId, Double>> changes = new ArrayList<>();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            Map<DescendantId, Double> of = new HashMap<>();
            double base = watch(place, DescendantId.ORIGINAL).profile().p50Nanos();
            for (DescendantId id : design.choices().get(place)) {
                of.put(id, (watch(place, id).profile().p50Nanos() - base) / whole);
            }
            changes.add(of);
        }
        return changes;
    }

    private static void resample(Resampler resampler, PackedImage image, Tensor input) {
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
    }

    private void reset() {
        segments.forEach(watches -> watches.values().forEach(Stopwatch::reset));
    }

    /** What all segments took. */
    private long time(LoadedChain chain, Resampler resampler, PackedImage image, Tensor input) {
        resample(resampler, image, input);
        List<Stopwatch.Lap> apart = laps(chain, input);
        for (int block = 0; block < apart.size(); block++) {
            watch(block, chain.chain().choices().get(block)).record(apart.get(block));
        }
        return sum(apart).nanos();
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

    /** The network of originals as it serves. */
    LatencyProfile whole() {
        return requireNonNull(linked, "the study has not run").original();
    }

    /** What linked compositions take beyond the times of their descendants. */
    LinkCosts linking() {
        return requireNonNull(fit, "the study has not run").costs(whole().p50Nanos());
    }

    /** What a frame takes beyond the pieces of its chain, 95th percentile. */
    long beyondNanos() {
        return Math.round((1 - insideShare()) * whole().p95Nanos());
    }

    private double insideShare() {
        return requireNonNull(linked, "the study has not run").insideShare();
    }

    /** What a descendant takes in a chain that serves; a polished head as much as the one that it was polished from. */
    LatencyProfile of(int block, Descendant descendant) {
        Compression.Polish polish = descendant.polish();
        DescendantId timed = polish == null ? descendant.id() : polish.base();
        double median = original(block)
                + requireNonNull(fit, "the study has not run").change(block, timed) * whole().p50Nanos();
        LatencyProfile apart = watch(block, descendant.id()).profile();
        return apart.scaled(Math.max(LEAST_SHARE * original(block), median) / Math.max(1, apart.p50Nanos()));
    }

    /**
     * The part of a block in what the network of originals takes: what it takes apart, in the proportion in which changes
     * there are changes as it serves, less what every session costs.
     */
    private double original(int block) {
        double[] apart = new double[catalog.blocks().size()];
        double sum = 0;
        for (int i = 0; i < apart.length; i++) {
            apart[i] = Math.max(1, watch(i, DescendantId.ORIGINAL).profile().p50Nanos());
            sum += apart[i];
        }
        double inside = insideShare() * whole().p50Nanos();
        double slope = Math.max(
                inside / sum,
                Math.min(1, requireNonNull(fit, "the study has not run").slope()));
        double session = (slope * sum - inside) / apart.length;
        double left = 0;
        for (int i = 0; i < apart.length; i++) {
            apart[i] = Math.max(LEAST_SHARE * apart[i], slope * apart[i] - session);
            left += apart[i];
        }
        return apart[block] * inside / left;
    }

    private Stopwatch watch(int block, DescendantId descendant) {
        Stopwatch watch = segments.get(block).get(descendant);
        if (watch == null) {
            throw new IllegalStateException("Impossible state: no chain to time holds %s.".formatted(descendant));
        }
        return watch;
    }
}
