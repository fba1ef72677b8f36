/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the descendants of every block of a network from images without labels, in closed form and, if asked to, by
 * training after it, and keeps the good ones in the store.
 *
 * <p><b>Threading</b>: for one thread; it starts others as {@link DescendLimits} says.
 */
public final class DescendantMaker {
    private static final Logger LOG = LoggerFactory.getLogger(DescendantMaker.class);

    /*
     * Two passes front to back. The first makes every descendant in closed form, so that the store is usable early; the
     * second trains them. Half of what a descendant is fitted to and trained with comes from networks whose blocks
     * before it are compressed, no stronger than itself: a composition then loses far less than descendants that never
     * saw the errors of others.
     */

    /** Progress is told in so many parts of all work. */
    private static final long PARTS = 1000;

    /** Of these, what is done when every descendant was trained alone, if they are trained together after that. */
    private static final long ALONE = 600;

    private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm");

    private final GraphRunner runner;
    private final CatalogStore store;
    private final DescendOptions options;
    private final DescendLimits limits;
    private final Ticker ticker;

    /** Makes descendants by one job, with what is kept on disk in the system's folder for temporary files. */
    public DescendantMaker(GraphRunner runner, CatalogStore store, DescendOptions options) {
        this(runner, store, options, DescendLimits.in(Path.of(System.getProperty("java.io.tmpdir", "."))));
    }

    /**
     * Makes descendants.
     *
     * @param runner runs blocks and multiplies
     * @param store where the network was cut to, and where descendants go
     */
    public DescendantMaker(GraphRunner runner, CatalogStore store, DescendOptions options, DescendLimits limits) {
        this(runner, store, options, limits, Ticker.system());
    }

    DescendantMaker(
            GraphRunner runner, CatalogStore store, DescendOptions options, DescendLimits limits, Ticker ticker) {
        this.runner = runner;
        this.store = store;
        this.options = options;
        this.limits = limits;
        this.ticker = ticker;
    }

    /**
     * Makes the descendants that were not made by these options from these images yet. The manifest is saved after
     * every one, so an interrupted call loses no more than those it is working on.
     *
     * @return the network with its new choices
     */
    public BlockCatalog descend(BlockCatalog catalog, ImageSet images, Progress progress) {
        if (catalog.blocks().isEmpty()) {
            throw new BlocksException("The network %s is not cut into blocks yet. Maybe run `ashlar cut` first."
                    .formatted(catalog.model()));
        }
        for (Block block : catalog.blocks()) {
            requireWeights(catalog, block);
        }
        TimeBudget budget = new TimeBudget(ticker, limits.budget(), limits.jobs());
        List<Level> levels = Level.of(options.keeps());
        ImageSet used = SpreadImages.of(images, count(catalog, images, levels.size() + 1));
        new TeacherCheck(runner, store).check(catalog, used);
        SampleSplit every = SampleSplit.of(used.size());
        SampleSplit all = options.distil() == null ? every.closedForm(used.size()) : every;
        SampleSplit few = options.distil() == null ? all : every.closedForm(SampleSplit.CLOSED_FORM);
        makeFolder();
        try (CrossProducts products = new CrossProducts(runner)) {
            Alone alone = alone(catalog, used, all, few, images.name(), levels, products, budget, progress);
            JointPass joint = alone.joint();
            if (joint.isDone()) {
                joint.tidy();
            } else {
                // What is trained together is not to be told by its own errors any more.
                Dominance.weed(joint.ledger());
                if (alone.learning() != null) {
                    joint.run(
                            alone.learning(),
                            (what, done, total) -> progress.at(what, ALONE + done * (PARTS - ALONE) / total, PARTS));
                }
            }
            progress.at("done", PARTS, PARTS);
            return joint.ledger().catalog();
        }
    }

    /**
     * What is left to do when every descendant was made alone.
     *
     * @param learning images that there is time to train with; null if there is time for none
     */
    private record Alone(JointPass joint, @Nullable SampleSplit learning) {}

    /** Makes every descendant alone. */
    private Alone alone(
            BlockCatalog catalog,
            ImageSet used,
            SampleSplit all,
            SampleSplit few,
            String data,
            List<Level> levels,
            CrossProducts products,
            TimeBudget budget,
            Progress progress) {
        try (FeatureStreams streams =
                new FeatureStreams(catalog, limits.folder(), all.images().size())) {
            Digest digest = streams.feed(used, all.images());
            Recipe recipe = options.recipe(used.size(), data, digest);
            CatalogLedger ledger = new CatalogLedger(catalog, store, names(levels, options.ranks()));
            Workshop shop = new Workshop(ledger, store, runner, products, options, recipe, levels, widths());
            for (int i = 0; i < catalog.blocks().size(); i++) {
                ledger.retain(i, recipe::isFitted);
                ledger.forgetDamaged(i);
                ledger.reconsider(i, dropped -> isReconsidered(dropped, recipe));
            }
            long end = options.joint() == null ? PARTS : ALONE;
            long fitting = options.distil() == null ? end : PARTS / 10;
            JointPass joint = new JointPass(shop, few, used, limits, budget, ticker);
            joint.plan();
            BlockPasses passes = new BlockPasses(shop, streams, all, few, used, limits, budget, ticker);
            passes.fit((what, done, total) -> progress.at(what, done * fitting / total, PARTS));
            SampleSplit learning = passes.learning();
            passes.train(
                    learning,
                    (what, done, total) -> progress.at(what, fitting + done * (end - fitting) / total, PARTS));
            shop.gate().close(ledger, noted -> recipe.isJoined(noted, true));
            return new Alone(joint, learning);
        }
    }

    /** Whether a descendant was dropped for what more training may better. */
    private boolean isReconsidered(DroppedDescendant dropped, Recipe recipe) {
        return options.distil() != null
                && QualityGate.isReasonOf(dropped)
                && !recipe.isTrained(dropped.recipe(), limits.isTimed());
    }

    private LevelWidths widths() {
        int step = options.channelStep() == DescendOptions.MEASURED
                ? new ChannelStep(runner, ticker).measure()
                : options.channelStep();
        return new LevelWidths(options.keeps(), step);
    }

    private void makeFolder() {
        try {
            Files.createDirectories(limits.folder());
        } catch (IOException e) {
            throw new BlocksException(
                    "Cannot make the folder %s for activations: %s. Maybe it is not writable; give another store."
                            .formatted(limits.folder(), e.getMessage()),
                    e);
        }
    }

    /** All descendants there may be, in the order they are listed in. */
    private static List<DescendantId> names(List<Level> levels, List<Double> ranks) {
        List<DescendantId> names = new ArrayList<>();
        levels.forEach(level -> names.add(level.pruned()));
        ranks.forEach(share -> names.add(BlockWork.lowRank(share)));
        names.add(BlockWork.INT8);
        levels.forEach(level -> names.add(level.rounded()));
        return names;
    }

    /** How many images are used. */
    private int count(BlockCatalog catalog, ImageSet images, int streams) {
        int fitted = options.samplesFor(catalog.input().nominal());
        // At least one is judged by.
        int wanted = Math.max(SampleSplit.FIT_PER_CHECK + 1, fitted + fitted / SampleSplit.FIT_PER_CHECK);
        long each = FeatureStreams.bytesPerImage(catalog, streams, DescentPass.AHEAD);
        long affordable = limits.cache().count() / each;
        if (affordable < SampleSplit.FIT_PER_CHECK + 1) {
            long least = each * (SampleSplit.FIT_PER_CHECK + 1);
            throw new BlocksException(
                    "The activations of %s take %s even for %d images, the fewest there may be, and %s are allowed. Maybe give at least --cache-bytes %d."
                            .formatted(
                                    catalog.model(),
                                    Bytes.of(least),
                                    SampleSplit.FIT_PER_CHECK + 1,
                                    limits.cache(),
                                    least));
        }
        if (images.size() < SampleSplit.FIT_PER_CHECK + 1) {
            throw new BlocksException(
                    "The data set %s has %d usable images; at least %d are needed to fit layers. Maybe give a larger folder."
                            .formatted(images.name(), images.size(), SampleSplit.FIT_PER_CHECK + 1));
        }
        int all = Math.min(wanted, images.size());
        if (affordable < all) {
            LOG.warn(
                    "{} images are used for {} instead of {}, whose activations would take {}: {} are allowed. Maybe give more with --cache-bytes.",
                    affordable,
                    catalog.model(),
                    all,
                    Bytes.of(each * all),
                    limits.cache());
        }
        return (int) Math.min(all, affordable);
    }

    /** Layers whose weights are made by an operator all have the same: nothing could be told about their channels. */
    private void requireWeights(BlockCatalog catalog, Block block) {
        OnnxGraph graph = OnnxReader.read(
                store.file(catalog.model(), block.id(), block.original()).path());
        Map<String, NodeProto> producers = graph.producers();
        for (NodeProto node : graph.nodes()) {
            NodeProto weights = LAYERS.contains(node.getOpType()) ? producers.get(node.getInput(1)) : null;
            if (weights != null && weights.getOpType().equals("ConstantOfShape")) {
                throw new BlocksException(
                        "The weights %s of the network %s are left open (ConstantOfShape), so there is nothing that a smaller block could imitate. Maybe import it with --seed-weights, to try its structure."
                                .formatted(node.getInput(1), catalog.model()));
            }
        }
    }
}
