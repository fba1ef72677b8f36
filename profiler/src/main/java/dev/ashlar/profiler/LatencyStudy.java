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
import java.util.List;

/** Times every descendant where it will run: inside a chain. */
final class LatencyStudy {
    /*
     * Chain j takes the j-th descendant of every block, so that as many chains as the largest choice cover everything.
     * The chains run in turn, round by round: when the machine drifts, it drifts for all alike. The first tenth of the
     * rounds warms up and is thrown away. What a frame takes beyond its segments (preprocessing, hand-over of the input
     * and the outputs) is timed beside them.
     */
    private final BlockCatalog catalog;
    private final List<List<Stopwatch>> segments = new ArrayList<>();
    private final Stopwatch frame;
    private final Stopwatch whole;
    private final Stopwatch beyond;

    LatencyStudy(BlockCatalog catalog, Ticker ticker) {
        this.catalog = catalog;
        this.frame = new Stopwatch(ticker);
        this.whole = new Stopwatch(ticker);
        this.beyond = new Stopwatch(ticker);
        for (Block block : catalog.blocks()) {
            List<Stopwatch> watches = new ArrayList<>();
            block.choices().forEach(descendant -> watches.add(new Stopwatch(ticker)));
            segments.add(watches);
        }
    }

    /** Times the network on one image. */
    void run(OpenBlocks blocks, PackedImage image, int rounds, ProfileProgress progress) {
        int chains = segments.stream().mapToInt(List::size).max().orElse(1);
        List<LoadedChain> joined = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        try {
            for (int j = 0; j < chains; j++) {
                joined.add(blocks.join(chain(j)));
            }
            int warmUp = Math.max(3, rounds / 10);
            for (int round = -warmUp; round < rounds; round++) {
                if (round == 0) {
                    reset();
                }
                for (int j = 0; j < chains; j++) {
                    time(joined.get(j), j, resampler, image, input);
                }
                progress.at("latency", round + warmUp, rounds + warmUp);
            }
        } finally {
            joined.forEach(LoadedChain::close);
        }
    }

    private BlockChain chain(int j) {
        List<DescendantId> choices = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            choices.add(block.choices().get(j % block.choices().size()).id());
        }
        return new BlockChain(catalog.model(), choices);
    }

    private void reset() {
        whole.reset();
        beyond.reset();
        segments.forEach(watches -> watches.forEach(Stopwatch::reset));
    }

    private void time(LoadedChain chain, int j, Resampler resampler, PackedImage image, Tensor input) {
        Stopwatch.Lap inside = Stopwatch.Lap.NONE;
        frame.start();
        for (int copy = 0; copy < input.shape().dim(0); copy++) {
            resampler.resample(image, input.floats(), copy * resampler.elements());
        }
        try (LoadedChain.Run run = chain.begin(input)) {
            boolean more = true;
            for (int block = 0; more; block++) {
                List<Stopwatch> watches = segments.get(block);
                Stopwatch watch = watches.get(j % watches.size());
                watch.start();
                more = run.advance();
                inside = inside.plus(watch.stop());
            }
            run.outputs();
        }
        Stopwatch.Lap all = frame.stop();
        if (j == 0) {
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
        int index = catalog.blocks().get(block).choices().indexOf(descendant);
        return segments.get(block).get(index).profile();
    }
}
