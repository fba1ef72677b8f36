/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two passes front to back that make every descendant alone: first in closed form, then by training. */
final class BlockPasses {
    /*
     * Where time is short, the closed form comes first, all of it: a descendant that is there can be chosen. What is
     * left is for training; carrying images through the network may take a part of it, so there are fewer of them then.
     */
    private static final Logger LOG = LoggerFactory.getLogger(BlockPasses.class);

    /** So many times what carrying images takes must be left of the time. */
    private static final int LEARNING_PER_CARRYING = 3;

    /** Images by which that is told. */
    private static final int CARRIED = 32;

    private final Workshop shop;
    private final FeatureStreams streams;
    private final SampleSplit all;
    private final SampleSplit few;
    private final ImageSet images;
    private final DescendLimits limits;
    private final TimeBudget budget;
    private final Ticker ticker;

    /**
     * Passes.
     *
     * @param streams fed with the images of {@code all}
     * @param all images to train with
     * @param few of them, for the closed form
     * @param images that both splits number
     */
    BlockPasses(
            Workshop shop,
            FeatureStreams streams,
            SampleSplit all,
            SampleSplit few,
            ImageSet images,
            DescendLimits limits,
            TimeBudget budget,
            Ticker ticker) {
        this.shop = shop;
        this.streams = streams;
        this.all = all;
        this.few = few;
        this.images = images;
        this.limits = limits;
        this.budget = budget;
        this.ticker = ticker;
    }

    /** Makes what is missing in closed form. */
    void fit(Progress progress) {
        FitBudget fits = new FitBudget(ticker, budget.left(), limits.jobs());
        pass(few, null, fits, progress);
        if (fits.skipped() > 0) {
            LOG.warn(
                    "There was no time for {} descendants of {}. Maybe run again with more: what is there is kept.",
                    fits.skipped(),
                    shop.ledger().catalog().model());
        }
    }

    /** The images that there is time to train with, after those of the closed form; null if there is time for none. */
    @Nullable
    SampleSplit learning() {
        return limits.isTimed() && shop.options().distil() != null
                ? learning(all, few, carrying() / limits.jobs(), budget.left())
                : all;
    }

    /** How long it takes to carry an image through the original and the levels, one piece after the other, in ns. */
    private double carrying() {
        SampleSplit some = few.closedForm(CARRIED);
        BlockCatalog catalog = shop.ledger().catalog();
        long start = ticker.nanos();
        try (FeatureStreams carried =
                new FeatureStreams(catalog, limits.folder(), some.images().size())) {
            carried.feed(images, some.images());
            for (int index = 0; index < catalog.blocks().size(); index++) {
                new BlockWork(shop, carried, some, index).look();
                carried.retire(index);
            }
        }
        double streams = shop.levels().size() + 1.0;
        return streams * (ticker.nanos() - start) / some.images().size();
    }

    /**
     * As many images as there is time to train with.
     *
     * @param each how long carrying one through the network takes, in ns
     * @param left of the time
     */
    static @Nullable SampleSplit learning(SampleSplit all, SampleSplit few, double each, Duration left) {
        double suiting = (double) left.toNanos() / (LEARNING_PER_CARRYING * Math.max(1, each));
        if (suiting >= all.images().size()) {
            return all;
        }
        return suiting < few.images().size() ? null : all.smaller((int) suiting, few);
    }

    /** Trains what was not trained yet, if that is wanted. */
    void train(@Nullable SampleSplit learning, Progress progress) {
        DistilOptions training = shop.options().distil();
        if (training == null) {
            return;
        }
        if (learning == null) {
            if (!isTrainingNeeded(training)) {
                return;
            }
            LOG.warn(
                    "There was no time to train the descendants of {}. Maybe run again with more: what is there is kept.",
                    shop.ledger().catalog().model());
            return;
        }
        pass(learning, training, new FitBudget(ticker, DescendLimits.UNLIMITED, limits.jobs()), progress);
    }

    private boolean isTrainingNeeded(DistilOptions training) {
        FitBudget none = new FitBudget(ticker, Duration.ZERO, limits.jobs());
        return new DescentPass(shop, streams, all, training, budget, none, limits.isTimed(), ticker).isNeeded();
    }

    private void pass(SampleSplit split, @Nullable DistilOptions training, FitBudget fits, Progress progress) {
        // A pass leaves nothing in the streams; the last one may have them.
        boolean last = training != null || shop.options().distil() == null;
        if (last && split.equals(all)) {
            pass(streams, split, training, fits, progress);
            return;
        }
        try (FeatureStreams some = new FeatureStreams(
                shop.ledger().catalog(), limits.folder(), split.images().size())) {
            some.feed(images, split.images());
            pass(some, split, training, fits, progress);
        }
    }

    private void pass(
            FeatureStreams fed,
            SampleSplit split,
            @Nullable DistilOptions training,
            FitBudget fits,
            Progress progress) {
        TimeBudget time = training == null ? TimeBudget.none(ticker) : budget;
        DescentPass pass = new DescentPass(shop, fed, split, training, time, fits, limits.isTimed(), ticker);
        if (pass.isNeeded()) {
            pass.run(limits.jobs(), progress);
        }
    }
}
