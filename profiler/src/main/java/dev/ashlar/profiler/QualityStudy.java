/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.BoxF1;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.MapBoxes;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.core.quality.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Judges chains of a network beside its original. */
final class QualityStudy {
    private final BlockCatalog catalog;
    private final QualityMetric metric;
    private final Agreement agreement;
    private final List<BlockChain> chains;
    private final ChainScores sum;

    /**
     * @param chains to judge
     * @param truth what is known of an image, of which the metric follows
     */
    QualityStudy(BlockCatalog catalog, List<BlockChain> chains, Truth truth) {
        this.catalog = catalog;
        this.metric = metricFor(catalog.outputKind(), truth);
        this.agreement = new Agreement(catalog.outputKind());
        this.chains = chains.stream().distinct().toList();
        this.sum = new ChainScores(this.chains.size());
    }

    /** The originals with one descendant in its place, for every descendant that goes with any of the others. */
    static List<BlockChain> swaps(BlockCatalog catalog) {
        List<BlockChain> swaps = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (Descendant descendant : catalog.blocks().get(b).choices()) {
                swaps.add(catalog.originalChain().with(b, descendant.id()));
            }
        }
        return swaps;
    }

    private static QualityMetric metricFor(OutputKind kind, Truth truth) {
        List<QualityMetric> candidates =
                switch (kind) {
                    case CLASSES -> List.of(new Top1());
                    case PROBABILITY_MAP -> List.of(new BoxF1(MapBoxes.text()));
                    case VALUES -> List.of();
                };
        return candidates.stream()
                .filter(candidate -> candidate.judges(truth))
                .findFirst()
                .orElse(new Agreement(kind));
    }

    /** Runs the original and every chain over all images, on several threads. */
    void run(OpenBlocks blocks, ImageSet data, int threads, ProfileProgress progress) {
        // Apart, so that all chains share one session for each descendant: linked, each would hold copies of its own.
        List<LoadedChain> joined = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (LoadedChain original = blocks.joinApart(catalog.originalChain())) {
            try {
                for (BlockChain chain : chains) {
                    joined.add(blocks.joinApart(chain));
                }
                List<Future<ChainScores>> scores = new ArrayList<>();
                for (int i = 0; i < data.size(); i++) {
                    int image = i;
                    scores.add(pool.submit(() -> judge(original, joined, data, image)));
                }
                for (int i = 0; i < data.size(); i++) {
                    sum.add(result(scores.get(i)));
                    progress.at("quality", i + 1, data.size());
                }
            } finally {
                stop(pool);
                joined.forEach(LoadedChain::close);
            }
        }
    }

    private static ChainScores result(Future<ChainScores> scores) {
        try {
            return scores.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProfilerException("The measurement was interrupted.");
        }
    }

    /** Returns when nothing runs any more: what the threads run on is closed next. */
    private static void stop(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        boolean stopped = false;
        while (!stopped) {
            try {
                stopped = pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ChainScores judge(LoadedChain original, List<LoadedChain> joined, ImageSet data, int image) {
        ImageSet.Sample sample = sample(data, image);
        Truth truth = sample.truth();
        if (!metric.judges(truth)) {
            throw new ProfilerException(
                    "Some images of the data set have a known answer (%s) and some have none. Maybe keep the two apart."
                            .formatted(metric.name()));
        }
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        resampler().resample(sample.image(), input.floats(), 0);
        List<Tensor> expected = original.run(input);
        ChainScores scores = new ChainScores(joined.size());
        scores.count(metric.score(expected, expected, truth));
        for (int i = 0; i < joined.size(); i++) {
            boolean same = chains.get(i).equals(original.chain());
            List<Tensor> answer = same ? expected : joined.get(i).run(input);
            scores.add(i, metric.score(answer, expected, truth), agreement.score(answer, expected, truth));
        }
        return scores;
    }

    private static ImageSet.Sample sample(ImageSet data, int image) {
        synchronized (data) {
            return data.sample(image);
        }
    }

    private Resampler resampler() {
        Shape shape = catalog.input().nominal();
        return new Resampler(catalog.preprocessing(), Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
    }

    String metric() {
        return metric.name();
    }

    double base() {
        return sum.original();
    }

    /** Mean quality of a chain. */
    double of(BlockChain chain) {
        return sum.quality(chains.indexOf(chain));
    }

    /** Mean agreement of a chain's answers with the original's. */
    double agreementOf(BlockChain chain) {
        return sum.agreement(chains.indexOf(chain));
    }

    /** Throws if the original itself is useless on this data: then nothing that is measured here means anything. */
    void requireUsefulOriginal(int classes) {
        double chance = metric instanceof Top1 && classes > 1 ? 1.5 / classes : 0.02;
        if (base() < chance) {
            throw new ProfilerException(
                    "The original of %s reaches a %s of %.3f on this data, no better than chance. Maybe its preprocessing or the order of the labels is not the one it was trained with."
                            .formatted(catalog.model(), metric.name(), base()));
        }
    }
}
