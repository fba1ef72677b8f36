/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.predict;

import dev.ashlar.blocks.onnx.Lookup;
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
    private final Map<BlockChain, float[]> lostPerImage;

    private MeasuredLosses(double original, Map<BlockChain, Loss> losses, Map<BlockChain, float[]> lostPerImage) {
        this.original = original;
        this.losses = losses;
        this.lostPerImage = lostPerImage;
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
        return of(distinct, scores);
    }

    /**
     * What was measured.
     *
     * @param chains the original first
     * @param scores of each of these, for each image
     */
    static MeasuredLosses of(List<BlockChain> chains, float[][] scores) {
        Map<BlockChain, Loss> losses = new HashMap<>();
        Map<BlockChain, float[]> lostPerImage = new HashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            float[] lost = lost(scores[0], scores[i]);
            losses.put(chains.get(i), loss(lost));
            lostPerImage.put(chains.get(i), lost);
        }
        return new MeasuredLosses(mean(scores[0]), losses, lostPerImage);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static float[] lost(float[] original, float[] composed) {
        float[] lost = new float[original.length];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = original[i] - composed[i];
        }
        return lost;
    }

    private static Loss loss(float[] lost) {
        double mean = mean(lost);
        double squares = 0;
        for (float each : lost) {
            squares += (double) each * each;
        }
        double variance = Math.max(0, squares / lost.length - mean * mean);
        return new Loss(mean, Math.sqrt(variance / Math.max(1, lost.length - 1)));
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

    /**
     * What some compositions lose in the mean. They are judged by the same images and err together: the standard error
     * is far above that of as many independent measurements.
     */
    Loss mean(List<BlockChain> chains) {
        float[] means = new float[lostPerImage.values().iterator().next().length];
        for (BlockChain chain : chains) {
            float[] lost = Lookup.in(lostPerImage, chain);
            for (int i = 0; i < means.length; i++) {
                means[i] += lost[i] / chains.size();
            }
        }
        return loss(means);
    }
}
