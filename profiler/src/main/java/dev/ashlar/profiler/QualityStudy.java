/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
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

/** Judges the network with one descendant swapped in at a time. */
final class QualityStudy {
    private final BlockCatalog catalog;
    private final QualityMetric metric;
    private final Agreement agreement;
    private final SwapScores sum;

    QualityStudy(BlockCatalog catalog, ImageSet data) {
        this.catalog = catalog;
        this.metric = metricFor(catalog.outputKind(), data.sample(0).truth());
        this.agreement = new Agreement(catalog.outputKind());
        this.sum = new SwapScores(catalog);
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

    /** Runs the original and every single swap over all images, on several threads. */
    void run(OpenBlocks blocks, ImageSet data, int threads, ProfileProgress progress) {
        List<LoadedChain> swaps = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (LoadedChain original = blocks.join(catalog.originalChain())) {
            try {
                for (int b = 0; b < catalog.blocks().size(); b++) {
                    for (Descendant descendant : catalog.blocks().get(b).choices()) {
                        swaps.add(blocks.join(catalog.originalChain().with(b, descendant.id())));
                    }
                }
                List<Future<SwapScores>> scores = new ArrayList<>();
                for (int i = 0; i < data.size(); i++) {
                    int image = i;
                    scores.add(pool.submit(() -> judge(original, swaps, data, image)));
                }
                for (int i = 0; i < data.size(); i++) {
                    sum.add(result(scores.get(i)));
                    progress.at("quality", i + 1, data.size());
                }
            } finally {
                stop(pool);
                swaps.forEach(LoadedChain::close);
            }
        }
    }

    private static SwapScores result(Future<SwapScores> scores) {
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

    private SwapScores judge(LoadedChain original, List<LoadedChain> swaps, ImageSet data, int image) {
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
        SwapScores scores = new SwapScores(catalog);
        scores.count(metric.score(expected, expected, truth));
        int swap = 0;
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (int d = 0; d < catalog.blocks().get(b).choices().size(); d++) {
                LoadedChain chain = swaps.get(swap++);
                boolean same = catalog.blocks().get(b).choices().get(d).isOriginal();
                List<Tensor> answer = same ? expected : chain.run(input);
                scores.add(b, d, metric.score(answer, expected, truth), agreement.score(answer, expected, truth));
            }
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

    /** Mean quality with this descendant swapped in. */
    double of(int block, Descendant descendant) {
        return sum.quality(block, index(block, descendant));
    }

    /** Mean agreement with the original's answers with this descendant swapped in. */
    double agreementOf(int block, Descendant descendant) {
        return sum.agreement(block, index(block, descendant));
    }

    private int index(int block, Descendant descendant) {
        return catalog.blocks().get(block).choices().indexOf(descendant);
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
