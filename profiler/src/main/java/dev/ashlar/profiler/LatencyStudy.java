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
     */
    private final BlockCatalog catalog;
    private final List<BlockChain> chains;
    private final List<Map<DescendantId, Stopwatch>> segments = new ArrayList<>();
    private final Stopwatch frame;
    private final Stopwatch whole;
    private final Stopwatch beyond;

    /** @param chains that hold every descendant to be timed */
    LatencyStudy(BlockCatalog catalog, List<BlockChain> chains, Ticker ticker) {
        this.catalog = catalog;
        this.chains = List.copyOf(chains);
        this.frame = new Stopwatch(ticker);
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
    void run(OpenBlocks blocks, PackedImage image, int rounds, ProfileProgress progress) {
        List<LoadedChain> joined = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        try {
            for (BlockChain chain : chains) {
                joined.add(blocks.join(chain));
            }
            int warmUp = Math.max(3, rounds / 10);
            for (int round = -warmUp; round < rounds; round++) {
                if (round == 0) {
                    reset();
                }
                for (LoadedChain chain : joined) {
                    time(chain, resampler, image, input);
                }
                progress.at("latency", round + warmUp, rounds + warmUp);
            }
        } finally {
            joined.forEach(LoadedChain::close);
        }
    }

    private void reset() {
        whole.reset();
        beyond.reset();
        segments.forEach(watches -> watches.values().forEach(Stopwatch::reset));
    }

    private void time(LoadedChain chain, Resampler resampler, PackedImage image, Tensor input) {
        Stopwatch.Lap inside = Stopwatch.Lap.NONE;
        frame.start();
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
        try (LoadedChain.Run run = chain.begin(input)) {
            boolean more = true;
            for (int block = 0; more; block++) {
                Stopwatch watch = watch(block, chain.chain().choices().get(block));
                watch.start();
                more = run.advance();
                inside = inside.plus(watch.stop());
            }
            run.outputs();
        }
        Stopwatch.Lap all = frame.stop();
        if (chain.chain().equals(catalog.originalChain())) {
            whole.record(all);
        }
        beyond.record(all.minus(inside));
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
