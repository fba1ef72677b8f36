/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Top1;
import dev.ashlar.profiler.CompositionRuns;
import dev.ashlar.profiler.NetworkInputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What compositions were measured to lose on some images. */
final class MeasuredLosses {
    private static final int AT_ONCE = 500;

    private final double original;
    private final Map<BlockChain, Loss> losses;

    private MeasuredLosses(double original, Map<BlockChain, Loss> losses) {
        this.original = original;
        this.losses = losses;
    }

    /**
     * What a composition loses.
     *
     * @param loss of quality below the original on the same images
     * @param error standard error of that, as a sample of all images
     */
    record Loss(double loss, double error) {}

    static MeasuredLosses of(
            CatalogStore store, BlockCatalog catalog, GraphRunner runner, ImageSet images, List<BlockChain> wanted) {
        List<BlockChain> chains = new ArrayList<>(List.of(catalog.originalChain()));
        chains.addAll(wanted);
        List<BlockChain> distinct = chains.stream().distinct().toList();
        QualityMetric metric =
                new Top1().judges(images.sample(0).truth()) ? new Top1() : new Agreement(catalog.outputKind());
        float[][] scores = new float[distinct.size()][images.size()];
        NetworkInputs inputs = NetworkInputs.of(images, catalog);
        try (CompositionRuns runs = new CompositionRuns(store, catalog, runner)) {
            for (int from = 0; from < images.size(); from += AT_ONCE) {
                int to = Math.min(images.size(), from + AT_ONCE);
                runs.run(distinct, inputs, from, to, (chain, image, answer, original, truth) -> {
                    scores[chain][image] = (float) metric.score(answer, original, truth);
                });
            }
        }
        Map<BlockChain, Loss> losses = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            losses.put(distinct.get(i), loss(scores[0], scores[i]));
        }
        return new MeasuredLosses(mean(scores[0]), losses);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static Loss loss(float[] original, float[] composed) {
        int count = original.length;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double lost = original[i] - composed[i];
            sum += lost;
            squares += lost * lost;
        }
        double mean = sum / count;
        return new Loss(mean, Math.sqrt(Math.max(0, squares / count - mean * mean) / Math.max(1, count - 1)));
    }

    /** Quality of the original. */
    double original() {
        return original;
    }

    Loss of(BlockChain chain) {
        Loss loss = losses.get(chain);
        if (loss == null) {
            throw new IllegalStateException("Impossible state: %s was not measured.".formatted(chain));
        }
        return loss;
    }
}
