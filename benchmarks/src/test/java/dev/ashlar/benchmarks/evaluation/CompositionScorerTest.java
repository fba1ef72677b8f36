/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.quality.Agreement;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompositionScorerTest {
    @TempDir
    Path folder;

    /** Every composition by itself, block by block, must be worth what the tree of all says. */
    @Test
    void scoresAsIfEveryCompositionWereAlone() throws IOException {
        FileStore store = FileStore.open(folder);
        BlockCatalog catalog = RealNets.write(store, "net", 1);
        BlockChain original = catalog.originalChain();
        List<BlockChain> chains = List.of(
                original.with(0, RealNets.SMALL),
                original.with(1, RealNets.SMALL),
                original.with(0, RealNets.SMALL).with(1, RealNets.SMALL));
        ImageTable images = noise(catalog, 7);
        Agreement metric = new Agreement(OutputKind.VALUES);
        GraphRunner runner = new OrtGraphRunner();
        try (CompositionScorer scorer = new CompositionScorer(store, catalog, runner)) {
            List<float[]> scores = scorer.score(chains, images, metric);
            for (int image = 0; image < images.size(); image++) {
                Tensor input = Lookup.in(Batch.of(images, List.of(image)).row(0), images.input());
                List<Tensor> whole = alone(store, catalog, original, input, runner);
                for (int i = 0; i < chains.size(); i++) {
                    double expected =
                            metric.score(alone(store, catalog, chains.get(i), input, runner), whole, Truth.NONE);
                    assertThat((double) scores.get(i)[image]).isCloseTo(expected, within(1e-5));
                }
            }
            assertThat(scorer.score(List.of(original), images, metric).get(0)).containsOnly(1);
        }
    }

    @Test
    void scoresAreKeptInAFile() {
        BlockCatalog catalog = Catalogs.of(2, List.of(0.5), 1);
        Path file = folder.resolve("scores.gz");
        assertThat(ScoreFile.read(file, catalog.model())).isEmpty();
        Map<BlockChain, float[]> scores = new HashMap<>();
        new Compositions(catalog).random(4, 1).forEach(chain -> scores.put(chain, new float[] {0.5f, 1, 0}));
        ScoreFile.write(file, scores);
        assertThat(ScoreFile.read(file, catalog.model()).keySet()).isEqualTo(scores.keySet());
        assertThat(ScoreFile.read(file, catalog.model()).values())
                .allSatisfy(row -> assertThat(row).containsExactly(0.5f, 1, 0));
    }

    private static List<Tensor> alone(
            FileStore store, BlockCatalog catalog, BlockChain chain, Tensor input, GraphRunner runner)
            throws IOException {
        float[] answer = RealNets.expected(store, runner, catalog, chain, input);
        return List.of(Tensor.of(catalog.outputs().get(0).nominal(), answer));
    }

    private static ImageTable noise(BlockCatalog catalog, int count) {
        Random random = new Random(3);
        List<float[]> rows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[Math.toIntExact(catalog.input().nominal().elements())];
            for (int k = 0; k < row.length; k++) {
                row[k] = random.nextFloat();
            }
            rows.add(row);
            labels.add(-1);
        }
        return new ImageTable(catalog.input().name(), catalog.input().nominal(), rows, labels);
    }
}
