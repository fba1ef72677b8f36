/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.profiler.CompositionRuns;
import dev.ashlar.profiler.NetworkInputs;
import java.nio.FloatBuffer;
import java.util.List;

/** Scores many compositions of one network on the same images. */
public final class CompositionScorer implements AutoCloseable {
    private final CompositionRuns runs;

    public CompositionScorer(CatalogStore store, BlockCatalog catalog, GraphRunner runner) {
        this.runs = new CompositionRuns(store, catalog, runner);
    }

    /**
     * The score of every composition on every image.
     *
     * @param metric of one answer
     * @return rows in the order of {@code chains}
     */
    public List<float[]> score(List<BlockChain> chains, ImageTable images, QualityMetric metric) {
        List<BlockChain> distinct = chains.stream().distinct().toList();
        float[][] scores = new float[distinct.size()][images.size()];
        runs.run(distinct, new Inputs(images), 0, images.size(), (chain, image, answer, original, truth) -> {
            scores[chain][image] = (float) metric.score(answer, original, truth);
        });
        return chains.stream().map(chain -> scores[distinct.indexOf(chain)]).toList();
    }

    @Override
    public void close() {
        runs.close();
    }

    /** @param images in memory */
    private record Inputs(ImageTable images) implements NetworkInputs {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public Truth read(int image, FloatBuffer into, int at) {
            float[] pixels = images.pixels().get(image);
            into.put(at, pixels);
            int label = images.labels().get(image);
            return label < 0 ? Truth.NONE : new Truth.Label(label);
        }
    }
}
