/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.LastLayers;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.blocks.retrain.Lessons;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.unit.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits the heads of whole compositions to what the original network answers, without labels: the last layers in closed
 * form in a fraction of a second each, then, if asked to, the whole head by training in seconds.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class HeadPolish implements AutoCloseable {
    /*
     * The errors of all blocks before arrive at the head together, and differ from composition to composition. A head
     * made for one composition makes up for them, with its last layers or with all of its weights, so it is one more
     * descendant of the head that belongs to that composition. A head in 8 bits is made from the one in floating point
     * that it was rounded from: that one is fitted, then rounded with the ranges of the original's activations, so that
     * the block before still joins without conversion.
     */
    private static final Logger LOG = LoggerFactory.getLogger(HeadPolish.class);

    /** The stream of the composition that is polished. */
    private static final int COMPOSED = 1;

    private final GraphRunner runner;
    private final CatalogStore store;
    private final PolishOptions options;
    private final FeatureStreams streams;
    private final CrossProducts products;
    private final SampleSplit split;
    private final int head;
    private final LastLayers layers;
    private final String recipe;
    private BlockCatalog catalog;

    private HeadPolish(
            GraphRunner runner,
            CatalogStore store,
            BlockCatalog catalog,
            PolishOptions options,
            FeatureStreams streams,
            CrossProducts products,
            SampleSplit split,
            String recipe) {
        this.runner = runner;
        this.store = store;
        this.catalog = catalog;
        this.options = options;
        this.streams = streams;
        this.products = products;
        this.split = split;
        this.recipe = recipe;
        this.head = head(catalog);
        for (int index = 0; index <= head; index++) {
            run(index, catalog.blocks().get(index).original(), FeatureStreams.ORIGINAL);
        }
        this.layers = new LastLayers(
                shaped(
                        BlockPruner.fold(read(catalog.blocks().get(head).original())),
                        streams.inputs(FeatureStreams.ORIGINAL, head, 0)),
                streams.inputs(FeatureStreams.ORIGINAL, head, split.fitted()),
                runner,
                products,
                options.seed());
    }

    /**
     * Runs the original network on the images.
     *
     * @param catalog with descendants
     * @param images without labels, none of which quality is judged on
     * @param folder where activations are kept while it is open
     */
    public static HeadPolish open(
            GraphRunner runner,
            CatalogStore store,
            BlockCatalog catalog,
            ImageSet images,
            Path folder,
            PolishOptions options) {
        ImageSet some =
                SpreadImages.of(images, options.imagesFor(catalog.input().nominal()));
        if (some.size() < SampleSplit.FIT_PER_CHECK + 1) {
            throw new BlocksException(
                    "The data set %s has %d usable images; at least %d are needed to fit a head. Maybe give a larger folder."
                            .formatted(images.name(), some.size(), SampleSplit.FIT_PER_CHECK + 1));
        }
        SampleSplit every = SampleSplit.of(some.size());
        SampleSplit split = options.distil() == null ? every.closedForm(some.size()) : every;
        CrossProducts products = new CrossProducts(runner);
        FeatureStreams streams =
                new FeatureStreams(catalog, folder, split.images().size());
        try {
            Digest digest = streams.feed(some, split.images());
            String recipe = options.recipe(some.size(), images.name(), digest.toString());
            return new HeadPolish(runner, store, catalog, options, streams, products, split, recipe);
        } catch (RuntimeException | Error e) {
            streams.close();
            products.close();
            throw e;
        }
    }

    /** The last block with a layer: what comes behind it has no weights. */
    private static int head(BlockCatalog catalog) {
        int head = catalog.blocks().size() - 1;
        while (head > 0 && catalog.blocks().get(head).macs() == 0) {
            head--;
        }
        return head;
    }

    /** The block that gets a descendant. */
    public Block head() {
        return catalog.blocks().get(head);
    }

    /** Whether the head has layers that can be fitted. */
    public boolean isPossible() {
        return !layers.isEmpty();
    }

    /**
     * Fits the head of a composition, and keeps it in the store.
     *
     * @return the network with that head as one more descendant; unchanged if there is nothing to fit
     */
    public BlockCatalog polish(BlockChain chain) {
        Compression.Polish polish = new Compression.Polish(
                chain.choices().get(head), chain.choices().subList(0, head));
        Descendant base = head().descendant(polish.base());
        String wanted = recipe + " chain=" + digest(chain);
        DescendantId id = new DescendantId("polish-" + digest(chain).value().substring(0, 12));
        boolean done = head().descendants().stream()
                .anyMatch(made -> made.id().equals(id) && made.recipe().equals(wanted));
        OnnxGraph plain = done || base.polish() != null || !isPossible() ? null : plain(base);
        if (plain == null) {
            return catalog;
        }
        for (int index = 0; index < head; index++) {
            run(index, catalog.blocks().get(index).descendant(chain.choices().get(index)), COMPOSED);
        }
        OnnxGraph fitted = trained(id, fitted(plain));
        if (!fitted.equals(plain)) {
            keep(id, polish, base, isRounded(base) ? rounding().of(fitted) : fitted, wanted);
        }
        return catalog;
    }

    private OnnxGraph fitted(OnnxGraph plain) {
        List<Map<String, Tensor>> inputs = streams.inputs(COMPOSED, head, split.fitted());
        return layers.fitted(shaped(plain, inputs.get(0)), inputs);
    }

    private OnnxGraph trained(DescendantId id, OnnxGraph fitted) {
        DistilOptions training = options.distil();
        if (training == null) {
            return fitted;
        }
        return new BlockTraining(runner, training, Ticker.system())
                .train(head().id() + "/" + id, fitted, lessons(split.fitted()), lessons(split.stopping()))
                .graph();
    }

    private Lessons lessons(List<Integer> rows) {
        return new Lessons(streams.inputs(COMPOSED, head, rows), streams.answers(head, rows));
    }

    private Rounding rounding() {
        return new Rounding(streams, head, split.ranging(), runner, options.seed());
    }

    /** A head in floating point, with its normalisations folded; null if that of 8 bits is all there is. */
    private @Nullable OnnxGraph plain(Descendant base) {
        List<Compression> wanted = new ArrayList<>(base.compressions());
        wanted.removeIf(Compression.Int8.class::isInstance);
        for (Descendant descendant : head().descendants()) {
            if (descendant.compressions().equals(wanted)) {
                return BlockPruner.fold(read(descendant));
            }
        }
        LOG.info(
                "{}/{} is not polished: the descendant in floating point that it was rounded from was dropped.",
                head().id(),
                base.id());
        return null;
    }

    private static boolean isRounded(Descendant descendant) {
        return descendant.compressions().stream().anyMatch(Compression.Int8.class::isInstance);
    }

    /** What a composition is made of: its files. */
    private Digest digest(BlockChain chain) {
        String files = IntStream.range(0, head + 1)
                .mapToObj(index -> catalog.blocks()
                        .get(index)
                        .descendant(chain.choices().get(index))
                        .digest()
                        .value())
                .reduce("", (left, right) -> left + right + "\n");
        return Digest.sha256(files.getBytes(StandardCharsets.UTF_8));
    }

    private void keep(DescendantId id, Compression.Polish polish, Descendant base, OnnxGraph fitted, String wanted) {
        byte[] bytes = fitted.toBytes();
        BlockFile file = store.put(catalog.model(), head().id(), id, bytes);
        List<Compression> compressions = new ArrayList<>(base.compressions());
        compressions.add(polish);
        List<Descendant> descendants = new ArrayList<>(head().descendants());
        descendants.removeIf(other -> other.id().equals(id));
        descendants.add(new Descendant(
                id, compressions, file.digest(), file.bytes(), base.weightBytes(), base.macs(), error(bytes), wanted));
        List<Block> blocks = new ArrayList<>(catalog.blocks());
        blocks.set(head, head().with(descendants, head().dropped()));
        catalog = catalog.withBlocks(blocks);
        store.save(catalog);
    }

    /** Error of a head behind the blocks of its composition, on images that it was not fitted to. */
    private double error(byte[] bytes) {
        List<String> outputs = head().outputs().stream().map(TensorSpec::name).toList();
        return FeatureError.of(
                runner,
                bytes,
                outputs,
                streams.inputs(COMPOSED, head, split.judging()),
                streams.answers(head, split.judging()));
    }

    private void run(int index, Descendant descendant, int stream) {
        Block block = catalog.blocks().get(index);
        List<String> outputs = block.outputs().stream().map(TensorSpec::name).toList();
        OnnxGraph read = OnnxReader.read(
                store.file(catalog.model(), block.id(), descendant).path());
        try (GraphRunner.LoadedGraph graph = runner.load(read.toBytes())) {
            List<Integer> all =
                    IntStream.range(0, split.images().size()).boxed().toList();
            graph.runEach(
                    streams.inputs(stream, index, all), outputs, (row, answers) -> streams.put(stream, row, answers));
        }
    }

    private OnnxGraph read(Descendant descendant) {
        return OnnxReader.read(
                store.file(catalog.model(), head().id(), descendant).path());
    }

    private ShapedGraph shaped(OnnxGraph graph, Map<String, Tensor> inputs) {
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            return new ShapedGraph(graph, probe.look(inputs).shapes());
        }
    }

    @Override
    public void close() {
        streams.close();
        products.close();
    }
}
