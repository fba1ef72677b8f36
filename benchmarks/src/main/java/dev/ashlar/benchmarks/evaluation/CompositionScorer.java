/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Truth;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Scores many compositions of one network on the same images. */
public final class CompositionScorer implements AutoCloseable {
    /*
     * Compositions are the leaves of a tree of choices, block by block. For a batch of images the tree is walked once, so
     * that what several compositions begin with is computed once; batches are walked on all cores. A network that takes
     * one image at a time is given one at a time.
     */
    private static final int BATCH = 50;

    private final CatalogStore store;
    private final BlockCatalog catalog;
    private final GraphRunner runner;
    private final int batch;
    private final Map<BlockId, Map<DescendantId, GraphRunner.LoadedGraph>> loaded = new HashMap<>();

    public CompositionScorer(CatalogStore store, BlockCatalog catalog, GraphRunner runner) {
        this.store = store;
        this.catalog = catalog;
        this.runner = runner;
        this.batch = catalog.input().shape().dim(0) == Shape.FREE ? BATCH : 1;
    }

    /**
     * The score of every composition on every image.
     *
     * @param metric of one answer
     * @return rows in the order of {@code chains}
     */
    public List<float[]> score(List<BlockChain> chains, ImageTable images, QualityMetric metric) {
        Set<BlockChain> all = new LinkedHashSet<>(List.of(catalog.originalChain()));
        all.addAll(chains);
        all.forEach(catalog::requireValid);
        all.forEach(this::load);
        Map<BlockChain, float[]> scores = new LinkedHashMap<>();
        all.forEach(chain -> scores.put(chain, new float[images.size()]));
        List<BlockChain> order = List.copyOf(all);
        IntStream.range(0, (images.size() + batch - 1) / batch).parallel().forEach(part -> {
            int from = part * batch;
            int to = Math.min(images.size(), from + batch);
            new Walk(order, images, metric, from, to, scores).walk();
        });
        return chains.stream().map(chain -> Lookup.in(scores, chain)).toList();
    }

    private void load(BlockChain chain) {
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            Descendant chosen = block.descendant(chain.choices().get(i));
            loaded.computeIfAbsent(block.id(), id -> new HashMap<>())
                    .computeIfAbsent(chosen.id(), id -> runner.load(read(block, chosen)));
        }
    }

    private byte[] read(Block block, Descendant chosen) {
        var path = store.file(catalog.model(), block.id(), chosen).path();
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The block %s cannot be read (%s). Maybe the store was deleted while it was measured."
                            .formatted(path, e),
                    e);
        }
    }

    @Override
    public void close() {
        loaded.values().forEach(block -> block.values().forEach(GraphRunner.LoadedGraph::close));
        loaded.clear();
    }

    /** One batch of images through the whole tree. */
    private final class Walk {
        private final List<BlockChain> chains;
        private final ImageTable images;
        private final QualityMetric metric;
        private final int from;
        private final int to;
        private final Map<BlockChain, float[]> scores;
        private final List<List<Tensor>> originals = new ArrayList<>();

        private Walk(
                List<BlockChain> chains,
                ImageTable images,
                QualityMetric metric,
                int from,
                int to,
                Map<BlockChain, float[]> scores) {
            this.chains = chains;
            this.images = images;
            this.metric = metric;
            this.from = from;
            this.to = to;
            this.scores = scores;
        }

        private void walk() {
            List<Integer> rows = IntStream.range(from, to).boxed().toList();
            Batch fed = Batch.of(images, rows);
            Tensor input = Tensor.of(images.shape().with(0, rows.size()), Lookup.in(fed.values(), images.input()));
            descend(0, Map.of(catalog.input().name(), input), chains);
        }

        /** The first of {@code below} is the original composition as long as it is among them, so it is judged first. */
        private void descend(int depth, Map<String, Tensor> values, List<BlockChain> below) {
            if (depth == catalog.blocks().size()) {
                judge(values, below.get(0));
                return;
            }
            Block block = catalog.blocks().get(depth);
            Map<DescendantId, List<BlockChain>> branches = new LinkedHashMap<>();
            below.forEach(chain -> branches.computeIfAbsent(chain.choices().get(depth), id -> new ArrayList<>())
                    .add(chain));
            Map<String, Tensor> fed = new HashMap<>();
            block.inputs().forEach(input -> fed.put(input.name(), Lookup.in(values, input.name())));
            List<String> outputs =
                    block.outputs().stream().map(TensorSpec::name).toList();
            branches.forEach((choice, chains) -> {
                Map<String, Tensor> next = new HashMap<>(values);
                next.putAll(Lookup.in(Lookup.in(loaded, block.id()), choice).run(fed, outputs));
                descend(depth + 1, next, chains);
            });
        }

        private void judge(Map<String, Tensor> values, BlockChain chain) {
            float[] into = Lookup.in(scores, chain);
            for (int image = from; image < to; image++) {
                int row = image - from;
                List<Tensor> answer = catalog.outputs().stream()
                        .map(output -> row(Lookup.in(values, output.name()), row))
                        .toList();
                if (originals.size() <= row) {
                    originals.add(answer);
                }
                int label = images.labels().get(image);
                Truth truth = label < 0 ? Truth.NONE : new Truth.Label(label);
                into[image] = (float) metric.score(answer, originals.get(row), truth);
            }
        }

        private Tensor row(Tensor all, int row) {
            int bytes = all.data().remaining() / (to - from);
            return Tensor.wrap(
                    all.type(),
                    all.shape().with(0, all.shape().dim(0) / (to - from)),
                    all.data().slice(row * bytes, bytes).order(ByteOrder.nativeOrder()));
        }
    }
}
