/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.blocks.retrain.Checkpoint;
import dev.ashlar.blocks.retrain.JointNetwork;
import dev.ashlar.blocks.retrain.JointNetwork.Choice;
import dev.ashlar.blocks.retrain.JointOptions;
import dev.ashlar.blocks.retrain.JointTraining;
import dev.ashlar.blocks.retrain.Lessons;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains the descendants of all blocks together after each was trained alone, and rounds them anew. */
final class JointPass {
    /*
     * All descendants get new weights. They are judged and rounded before the first is offered, so that a run that is
     * interrupted leaves those that were trained alone and goes on at its last checkpoint, but for an instant at its end:
     * then some of both, which any run goes on with.
     */
    private static final Logger LOG = LoggerFactory.getLogger(JointPass.class);

    /** What it takes beside the training of every descendant alone, roughly as measured. */
    private static final double RELATIVE_COST = 0.7;

    /** Of the time that is left, what rounding and judging get. */
    private static final int PART_AFTER = 5;

    private static final int COMPARED = 4;
    private static final long PARTS = 100;
    private static final long TRAINING = 90;

    private final Workshop shop;
    private final SampleSplit few;
    private final ImageSet images;
    private final DescendLimits limits;
    private final TimeBudget budget;
    private final Ticker ticker;

    /**
     * A pass.
     *
     * @param few images to round and to judge with
     * @param images that all splits number
     */
    JointPass(Workshop shop, SampleSplit few, ImageSet images, DescendLimits limits, TimeBudget budget, Ticker ticker) {
        this.shop = shop;
        this.few = few;
        this.images = images;
        this.limits = limits;
        this.budget = budget;
        this.ticker = ticker;
    }

    CatalogLedger ledger() {
        return shop.ledger();
    }

    private BlockCatalog catalog() {
        return shop.ledger().catalog();
    }

    /** Whether all descendants were trained together before. */
    boolean isDone() {
        List<Descendant> all = catalog().blocks().stream()
                .flatMap(block -> trained(block).stream())
                .toList();
        return shop.options().joint() != null
                && !all.isEmpty()
                && all.stream().allMatch(made -> shop.recipe().isJoined(made.recipe(), limits.isTimed()));
    }

    /** What is trained of a block: its descendants in floating point, the mildest first. */
    private List<Descendant> trained(Block block) {
        List<Descendant> trained = new ArrayList<>();
        for (Descendant made : block.choices()) {
            if (!made.isOriginal() && level(made) > 0) {
                trained.add(made);
            }
        }
        return trained;
    }

    /** The level that a descendant in floating point counts as; 0 for any other. */
    private int level(Descendant made) {
        for (Level level : shop.levels()) {
            if (made.id().equals(level.pruned())) {
                return level.stream();
            }
        }
        for (double share : shop.options().ranks()) {
            if (made.id().equals(BlockWork.lowRank(share))) {
                return (int) shop.levels().stream()
                        .filter(level -> level.stream() == 1 || level.keep() >= share)
                        .count();
            }
        }
        return 0;
    }

    /** Sets time aside. */
    void plan() {
        if (shop.options().joint() != null && !isDone()) {
            budget.plan(cost());
        }
    }

    /** It takes one thread, however many jobs there are. */
    private double cost() {
        double macs = catalog().blocks().stream().mapToDouble(Block::macs).sum();
        double levels = shop.levels().stream()
                .mapToDouble(level -> level.keep() + DescentPass.LEAST_SHARE)
                .sum();
        return RELATIVE_COST * limits.jobs() * (macs + 1) * levels;
    }

    /**
     * Trains what was not trained together yet.
     *
     * @param split of the images that are trained with
     */
    void run(SampleSplit split, Progress progress) {
        JointOptions options = shop.options().joint();
        if (options == null
                || catalog().blocks().stream().allMatch(block -> trained(block).isEmpty())) {
            return;
        }
        Duration time = budget.take(cost(), Duration.ZERO);
        Duration training = time.minus(time.dividedBy(PART_AFTER));
        if (training.isZero()) {
            return;
        }
        JointOptions limited = training.compareTo(options.limit()) < 0 ? options.withLimit(training) : options;
        try (FeatureStreams streams = new FeatureStreams(catalog(), limits.folder(), COMPARED);
                JointNetwork network = new JointNetwork(compared(streams), shop.runner())) {
            if (isComplete(network, streams)) {
                Checkpoint checkpoint = checkpoint(split);
                JointTraining.Result result = train(
                        network,
                        split,
                        limited,
                        checkpoint,
                        (what, done, total) -> progress.at(what, done * TRAINING / total, PARTS));
                LOG.info(
                        "Together, the descendants of {} were trained from {} to {}.",
                        catalog().model(),
                        result.before(),
                        result.after());
                offer(network, result.share() * split.share(), progress);
                checkpoint.forget();
            }
        }
    }

    /** Where training goes on, if it was interrupted with the same descendants and the same images. */
    private Checkpoint checkpoint(SampleSplit split) {
        // Where time is limited, rates fall with it: what such a training comes to is no whole one.
        StringBuilder key = new StringBuilder(
                "%s timed=%s images=%s".formatted(checkpointName(), limits.isTimed(), split.images()));
        for (Block block : catalog().blocks()) {
            trained(block).forEach(made -> key.append(' ').append(made.digest()));
        }
        return Checkpoint.at(
                limits.folder().resolve(checkpointName()),
                digest(key.toString()).value());
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The name of the file, the same for the same network, images and recipe. */
    private String checkpointName() {
        String made = "%s %s".formatted(catalog().source(), shop.recipe());
        return "%s-%s.joint".formatted(catalog().model(), digest(made).value().substring(0, 12));
    }

    /** Takes away what an interrupted run left behind, once all is done. */
    void tidy() {
        if (shop.options().joint() != null) {
            Checkpoint.at(limits.folder().resolve(checkpointName()), "").forget();
        }
    }

    /** A few inputs of the network, to compare PyTorch with the engine by. */
    private List<Map<String, Tensor>> compared(FeatureStreams streams) {
        streams.feed(images, few.images().subList(0, COMPARED));
        return streams.images(IntStream.range(0, COMPARED).boxed().toList());
    }

    /** Adds all blocks; false if they cannot be trained together. */
    private boolean isComplete(JointNetwork network, FeatureStreams streams) {
        for (int index = 0; index < catalog().blocks().size(); index++) {
            Block block = shop.ledger().block(index);
            BlockWork work = new BlockWork(shop, streams, few, index);
            List<Choice> choices = trained(block).stream()
                    .map(made -> new Choice(level(made), work.graph(made)))
                    .toList();
            String obstacle = network.add(work.graph(block.original()), choices);
            if (obstacle != null) {
                LOG.warn(
                        "The descendants of {} are not trained together, but stay as each was trained alone. Of block {}: {}.",
                        catalog().model(),
                        block.id(),
                        obstacle);
                return false;
            }
        }
        return true;
    }

    private JointTraining.Result train(
            JointNetwork network, SampleSplit split, JointOptions options, Checkpoint checkpoint, Progress progress) {
        try (FeatureStreams streams =
                new FeatureStreams(catalog(), limits.folder(), split.images().size())) {
            streams.feed(images, split.images());
            List<String> outputs =
                    catalog().outputs().stream().map(TensorSpec::name).toList();
            try (GraphRunner.LoadedGraph whole = shop.runner()
                    .load(OnnxReader.read(shop.store()
                                    .original(catalog().model(), catalog().source())
                                    .path())
                            .toBytes())) {
                List<Integer> seen = split.seen();
                whole.runEach(
                        streams.images(seen),
                        outputs,
                        (place, answers) -> streams.put(FeatureStreams.ORIGINAL, seen.get(place), answers));
            }
            return new JointTraining(
                            network,
                            new Lessons(streams.images(split.fitted()), streams.answers(split.fitted())),
                            new Lessons(streams.images(split.stopping()), streams.answers(split.stopping())),
                            options,
                            ticker,
                            checkpoint)
                    .train(progress);
        }
    }

    private void offer(JointNetwork network, double share, Progress progress) {
        List<Runnable> offers = new ArrayList<>();
        int blocks = catalog().blocks().size();
        try (FeatureStreams streams =
                new FeatureStreams(catalog(), limits.folder(), few.images().size())) {
            streams.feed(images, few.images());
            for (int index = 0; index < blocks; index++) {
                Block block = shop.ledger().block(index);
                progress.at(
                        "block " + block.id() + ": rounding", TRAINING + index * (PARTS - TRAINING) / blocks, PARTS);
                BlockWork work = new BlockWork(shop, streams, few, index);
                work.look();
                List<Descendant> trained = trained(block);
                for (int i = 0; i < trained.size(); i++) {
                    OnnxGraph graph = network.graph(index, i);
                    String recipe = shop.recipe().joined(trained.get(i).recipe(), share);
                    offers.addAll(work.remade(trained.get(i), graph, recipe));
                }
                streams.retire(index);
            }
        }
        offers.forEach(Runnable::run);
        for (int index = 0; index < blocks; index++) {
            for (DroppedDescendant dropped : shop.ledger().block(index).dropped()) {
                String recipe = renamed(dropped.recipe(), share);
                if (!recipe.equals(dropped.recipe())) {
                    shop.ledger().drop(index, new DroppedDescendant(dropped.id(), dropped.reason(), recipe));
                }
            }
        }
    }

    /** What was dropped stays dropped: an 8-bit version is looked for by what is noted of the one it was rounded from. */
    private String renamed(String noted, double share) {
        return shop.recipe().isTrained(noted, true) ? shop.recipe().joined(noted, share) : noted;
    }
}
