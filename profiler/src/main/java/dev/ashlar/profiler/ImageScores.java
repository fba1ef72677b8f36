/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Truth;
import java.util.List;

/** The score of every composition on every image, beside the original's. */
final class ImageScores {
    /** So many batches for each core between two notes of how far it is. */
    private static final int BATCHES = 2;

    private final BlockCatalog catalog;
    private final List<BlockChain> chains;
    private final ImageSet images;
    private final QualityMetric metric;
    private final Agreement agreement;
    private final float[] base;
    private final float[][] quality;
    private final float[][] agreed;

    /**
     * @param chains each different from the others
     * @param images what is known of the first decides the metric
     */
    ImageScores(BlockCatalog catalog, List<BlockChain> chains, ImageSet images) {
        this.catalog = catalog;
        this.chains = List.copyOf(chains);
        this.images = images;
        this.metric =
                QualityStudy.metricFor(catalog.outputKind(), images.sample(0).truth());
        this.agreement = new Agreement(catalog.outputKind());
        this.base = new float[images.size()];
        this.quality = new float[chains.size()][images.size()];
        this.agreed = new float[chains.size()][images.size()];
    }

    void run(CompositionRuns runs, ProfileProgress progress) {
        NetworkInputs inputs = NetworkInputs.of(images, catalog);
        int step = runs.batch() * BATCHES * Runtime.getRuntime().availableProcessors();
        for (int from = 0; from < images.size(); from += step) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ProfilerException("The measurement was interrupted.");
            }
            int to = Math.min(images.size(), from + step);
            runs.run(chains, inputs, from, to, this::judge);
            progress.at("quality", to, images.size());
        }
    }

    private void judge(int chain, int image, List<Tensor> answer, List<Tensor> original, Truth truth) {
        if (!metric.judges(truth)) {
            throw new ProfilerException(
                    "Some images of the data set have a known answer (%s) and some have none. Maybe keep the two apart."
                            .formatted(metric.name()));
        }
        if (chain == 0) {
            base[image] = (float) metric.score(original, original, truth);
        }
        quality[chain][image] = (float) metric.score(answer, original, truth);
        agreed[chain][image] = (float) agreement.score(answer, original, truth);
    }

    String metric() {
        return metric.name();
    }

    /** Quality of the original, image by image. */
    float[] base() {
        return base.clone();
    }

    float[] quality(int chain) {
        return quality[chain].clone();
    }

    float[] agreement(int chain) {
        return agreed[chain].clone();
    }
}
