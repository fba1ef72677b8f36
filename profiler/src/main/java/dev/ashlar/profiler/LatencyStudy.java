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
     * tensors. So every chain runs both ways in every round: the blocks apart say which share of the time each takes,
     * the chain as it serves says of how much.
     */
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

    /**
     * A chain in both forms.
     *
     * @param serving as it serves
     * @param apart with a segment for each block
     */
    private record Joined(LoadedChain serving, LoadedChain apart) implements AutoCloseable {
        static Joined of(OpenBlocks blocks, BlockChain chain) {
            LoadedChain apart = blocks.joinApart(chain);
            try {
                return new Joined(blocks.join(chain), apart);
            } catch (RuntimeException e) {
                apart.close();
                throw e;
            }
        }

        @Override
        public void close() {
            serving.close();
            apart.close();
        }
    }

    /** Times the network on one image. */
    void run(OpenBlocks blocks, PackedImage image, int rounds, ProfileProgress progress) {
        List<Joined> joined = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        try {
            for (BlockChain chain : chains) {
                joined.add(Joined.of(blocks, chain));
            }
            int warmUp = Math.max(3, rounds / 10);
            for (int round = -warmUp; round < rounds; round++) {
                if (round == 0) {
                    reset();
                }
                for (Joined chain : joined) {
                    time(chain, resampler, image, input);
                }
                progress.at("latency", round + warmUp, rounds + warmUp);
            }
        } finally {
            joined.forEach(Joined::close);
        }
    }

    private void reset() {
        whole.reset();
        beyond.reset();
        segments.forEach(watches -> watches.values().forEach(Stopwatch::reset));
    }

    private void time(Joined chain, Resampler resampler, PackedImage image, Tensor input) {
        frame.start();
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
        List<Stopwatch.Lap> serving = laps(chain.serving(), input);
        Stopwatch.Lap all = frame.lap();
        List<Stopwatch.Lap> apart = laps(chain.apart(), input);
        Stopwatch.Lap inside = sum(serving);
        double share = (double) inside.nanos() / Math.max(1, sum(apart).nanos());
        for (int block = 0; block < apart.size(); block++) {
            watch(block, chain.apart().chain().choices().get(block))
                    .record(apart.get(block).times(share));
        }
        if (chain.apart().chain().equals(catalog.originalChain())) {
            whole.record(all);
        }
        beyond.record(all.minus(inside));
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
