/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorPool;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
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

/**
 * Runs many compositions of one network on the same images.
 *
 * <p><b>Threading</b>: for one thread at a time; it works on several.
 */
public final class CompositionRuns implements AutoCloseable {
    /*
     * Compositions are the leaves of a tree of choices, block by block. For a batch of images the tree is walked once, so
     * that what several compositions begin with is computed once; batches are walked beside each other. A network that
     * takes one image at a time is given one at a time. While a batch is walked, the tensors at the borders of one
     * composition are alive; a batch is so small that they fit into 64 MiB, and smaller where there are too few images for
     * every core to have as many.
     */
    private static final int MOST_AT_ONCE = 50;
    private static final long MOST_BYTES = 64L << 20;

    private final CatalogStore store;
    private final BlockCatalog catalog;
    private final GraphRunner runner;
    private final int batch;
    private final Map<BlockId, Map<DescendantId, LoadedGraph>> loaded = new HashMap<>();
    private final TensorPool pool = new TensorPool();

    /**
     * Runs compositions.
     *
     * @param store where the blocks are
     * @param catalog the network
     * @param runner runs one block on several images
     */
    public CompositionRuns(CatalogStore store, BlockCatalog catalog, GraphRunner runner) {
        this.store = store;
        this.catalog = catalog;
        this.runner = runner;
        this.batch = catalog.input().shape().dim(0) == Shape.FREE
                ? (int) Math.max(1, Math.min(MOST_AT_ONCE, MOST_BYTES / bytes(catalog)))
                : 1;
    }

    private static long bytes(BlockCatalog catalog) {
        return catalog.input().nominalBytes()
                + catalog.blocks().stream()
                        .flatMap(block -> block.outputs().stream())
                        .mapToLong(TensorSpec::nominalBytes)
                        .sum();
    }

    /**
     * Hears what compositions answer; called from several threads, never for the same image at once. Answers are lent: they
     * are read before it returns.
     */
    @FunctionalInterface
    public interface Judge {
        /**
         * Hears one answer.
         *
         * @param chain position of the composition among those that were asked for
         * @param image position of the image
         * @param answer the outputs of the composition, batch 1
         * @param original the outputs of the network itself, batch 1
         * @param truth what is known about the image
         */
        void judge(int chain, int image, List<Tensor> answer, List<Tensor> original, Truth truth);
    }

    /** How many images are run at once; the number of images is best a multiple of it. */
    public int batch() {
        return batch;
    }

    /**
     * Runs every composition on some of the images.
     *
     * @param chains each different from the others
     * @param from the first image
     * @param to the image after the last
     */
    public void run(List<BlockChain> chains, NetworkInputs inputs, int from, int to, Judge judge) {
        Map<BlockChain, Integer> places = new HashMap<>();
        chains.forEach(chain -> places.put(chain, places.size()));
        Set<BlockChain> all = new LinkedHashSet<>(List.of(catalog.originalChain()));
        all.addAll(chains);
        all.forEach(catalog::requireValid);
        all.forEach(this::load);
        List<BlockChain> order = List.copyOf(all);
        int parts = parts(to - from, batch, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, parts).parallel().forEach(part -> new Walk(
                        places, inputs, judge, place(from, to, part, parts), place(from, to, part + 1, parts))
                .walk(order));
    }

    /** How many batches so many images are run in: a multiple of the cores, unless there are too few. */
    static int parts(int images, int batch, int cores) {
        int least = (images + batch - 1) / batch;
        return Math.min(images, (least + cores - 1) / cores * cores);
    }

    static int place(int from, int to, int part, int parts) {
        return from + (int) ((long) (to - from) * part / parts);
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
            throw new ProfilerException(
                    "The block %s cannot be read (%s). Maybe the store was deleted while it was measured."
                            .formatted(path, e),
                    e);
        }
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("Impossible state: nothing is known of %s.".formatted(key));
        }
        return value;
    }

    @Override
    public void close() {
        loaded.values().forEach(block -> block.values().forEach(LoadedGraph::close));
        loaded.clear();
    }

    /** One batch of images through the whole tree. */
    private final class Walk {
        private final Map<BlockChain, Integer> places;
        private final NetworkInputs inputs;
        private final Judge judge;
        private final int from;
        private final int to;
        private final List<Truth> truths = new ArrayList<>();
        private final List<List<Tensor>> originals = new ArrayList<>();
        private final List<Tensor> kept = new ArrayList<>();

        private Walk(Map<BlockChain, Integer> places, NetworkInputs inputs, Judge judge, int from, int to) {
            this.places = places;
            this.inputs = inputs;
            this.judge = judge;
            this.from = from;
            this.to = to;
        }

        private void walk(List<BlockChain> order) {
            TensorSpec spec = catalog.input();
            Tensor input =
                    pool.take(spec.type(), spec.nominal().with(0, spec.nominal().dim(0) * (to - from)));
            int width = Math.toIntExact(spec.nominal().elements());
            for (int image = from; image < to; image++) {
                truths.add(inputs.read(image, input.floats(), (image - from) * width));
            }
            descend(0, Map.of(spec.name(), input), order);
            input.release();
            kept.forEach(Tensor::release);
        }

        /** The first of {@code below} is the original composition as long as it is among them, so it is judged first. */
        private void descend(int depth, Map<String, Tensor> values, List<BlockChain> below) {
            if (depth == catalog.blocks().size()) {
                answered(values, below.get(0));
                return;
            }
            Block block = catalog.blocks().get(depth);
            Map<DescendantId, List<BlockChain>> branches = new LinkedHashMap<>();
            below.forEach(chain -> branches.computeIfAbsent(chain.choices().get(depth), id -> new ArrayList<>())
                    .add(chain));
            Map<String, Tensor> fed = new HashMap<>();
            block.inputs().forEach(input -> fed.put(input.name(), known(values, input.name())));
            List<String> outputs =
                    block.outputs().stream().map(TensorSpec::name).toList();
            branches.forEach((choice, chains) -> {
                Map<String, Tensor> answers =
                        known(known(loaded, block.id()), choice).run(fed, outputs, pool);
                Map<String, Tensor> next = new HashMap<>(values);
                next.putAll(answers);
                descend(depth + 1, next, chains);
                if (chains.get(0).equals(catalog.originalChain())) {
                    // What others are compared with.
                    kept.addAll(answers.values());
                } else {
                    answers.values().forEach(Tensor::release);
                }
            });
        }

        private void answered(Map<String, Tensor> values, BlockChain chain) {
            Integer place = places.get(chain);
            for (int row = 0; row < to - from; row++) {
                List<Tensor> answer = answer(values, row);
                if (originals.size() <= row) {
                    originals.add(answer);
                }
                if (place != null) {
                    judge.judge(place, from + row, answer, originals.get(row), truths.get(row));
                }
            }
        }

        private List<Tensor> answer(Map<String, Tensor> values, int row) {
            List<Tensor> answer = new ArrayList<>();
            for (TensorSpec output : catalog.outputs()) {
                answer.add(row(known(values, output.name()), row));
            }
            return answer;
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
