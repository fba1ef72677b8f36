/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.descend.TaskGraph.Kind;
import dev.ashlar.blocks.retrain.DistilOptions;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.unit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through the network once, front to back, and makes or trains the descendants that are missing. */
final class DescentPass {
    /*
     * The descendants of a block at a level wait for those of the blocks before it up to that level, because half of
     * their samples come from these. So levels of one block and blocks of one level form a wave: several jobs work on
     * several blocks at once. No block is begun before all work on the third before it is done, which bounds how much
     * is kept on disk.
     */
    static final int AHEAD = 2;

    /** Work on what does not shrink with the level, as a share of what does. */
    static final double LEAST_SHARE = 0.25;

    /** Fits that are left out first. */
    private static final int LAST = Integer.MAX_VALUE;

    /** What is done beside fits and training. */
    private static final Set<Kind> BESIDE = Set.of(Kind.LOOK, Kind.ROUND);

    private final Workshop shop;
    private final FeatureStreams streams;
    private final SampleSplit split;
    private final TaskGraph tasks;
    private final TimeBudget budget;
    private final FitBudget fits;
    private final boolean shortened;
    private final @Nullable DistilOptions training;
    private final Ticker ticker;

    /**
     * A pass.
     *
     * @param streams fed with the images of {@code split}
     * @param training how descendants are trained; null to make them in closed form
     * @param budget of time for training
     * @param fits which of them there is time for
     * @param shortened whether training that was cut short before is left alone
     */
    DescentPass(
            Workshop shop,
            FeatureStreams streams,
            SampleSplit split,
            @Nullable DistilOptions training,
            TimeBudget budget,
            FitBudget fits,
            boolean shortened,
            Ticker ticker) {
        this.shop = shop;
        this.streams = streams;
        this.split = split;
        this.training = training;
        this.budget = budget;
        this.fits = fits;
        this.shortened = shortened;
        this.ticker = ticker;
        this.tasks = new TaskGraph(ticker);
    }

    private int blocks() {
        return shop.ledger().catalog().blocks().size();
    }

    private boolean isWanted(int index, Level level) {
        if (shop.ledger().block(index).isGlue()) {
            return false;
        }
        Descendant made = shop.ledger().find(index, level.pruned());
        if (training != null) {
            return made != null && !shop.recipe().isTrained(made.recipe(), shortened);
        }
        return !shop.ledger().isMade(index, level.pruned(), shop.recipe()::isFitted);
    }

    private boolean isLowRankWanted(int index, double share) {
        return training == null
                && !shop.ledger().block(index).isGlue()
                && !shop.ledger().isMade(index, BlockWork.lowRank(share), shop.recipe()::isFitted);
    }

    /** Whether there is a descendant of low rank that was not trained yet. */
    private boolean isLowRankTrainingWanted(int index, double share) {
        Descendant made = training == null ? null : shop.ledger().find(index, BlockWork.lowRank(share));
        return made != null && !shop.recipe().isTrained(made.recipe(), shortened);
    }

    /** Of the levels that are no stronger than low rank by compute, the strongest; or null. */
    private @Nullable Level noiseOf(double share) {
        Level strongest = null;
        for (Level level : shop.levels()) {
            strongest = level.keep() >= share ? level : strongest;
        }
        return strongest;
    }

    /** Whether a descendant of low rank is to be trained with what comes through this level. */
    private boolean isLowRankTrainingWanted(int index, Level noise) {
        return shop.options().ranks().stream()
                .anyMatch(share -> noise.equals(noiseOf(share)) && isLowRankTrainingWanted(index, share));
    }

    private boolean isRoundingWanted(int index) {
        return training == null
                && shop.options().int8()
                && !shop.ledger().block(index).isGlue()
                && !shop.ledger().isMade(index, BlockWork.INT8, shop.recipe()::isFitted);
    }

    /** Whether the pruned descendant of a level has no 8-bit version, or that of an older one. */
    private boolean isRoundingWanted(int index, Level level) {
        if (!shop.options().int8() || shop.ledger().block(index).isGlue()) {
            return false;
        }
        Descendant made = shop.ledger().find(index, level.pruned());
        if (made == null
                || (training == null && !made.recipe().equals(shop.recipe().fitted()))) {
            // What was trained is rounded in the pass that trains, with its samples.
            return false;
        }
        return !shop.ledger().isMade(index, level.rounded(), made.recipe()::equals);
    }

    /** The last block with something to do, or -1. */
    private int lastBlock(Level... levels) {
        for (int index = blocks() - 1; index >= 0; index--) {
            int at = index;
            boolean any =
                    Arrays.stream(levels).anyMatch(level -> isWanted(at, level) || isLowRankTrainingWanted(at, level));
            boolean beside = levels.length == shop.levels().size()
                    && (isRoundingWanted(at)
                            || Arrays.stream(levels).anyMatch(level -> isRoundingWanted(at, level))
                            || shop.options().ranks().stream().anyMatch(share -> isLowRankWanted(at, share)));
            if (any || beside) {
                return index;
            }
        }
        return -1;
    }

    /** Whether anything is missing. */
    boolean isNeeded() {
        return lastBlock(shop.levels().toArray(Level[]::new)) >= 0;
    }

    /** Makes what is missing. */
    void run(int jobs, Progress progress) {
        int last = lastBlock(shop.levels().toArray(Level[]::new));
        Course course = new Course();
        for (int index = 0; index <= last; index++) {
            course.add(index);
        }
        tasks.run(jobs, progress);
    }

    /** The tasks of all blocks, added front to back. */
    private final class Course {
        private final List<Integer> lastOfLevel =
                shop.levels().stream().map(level -> lastBlock(level)).toList();

        /** For each level, what carries its stream through the block before. */
        private final List<@Nullable Integer> mixed = new ArrayList<>(Collections.nCopies(lastOfLevel.size(), null));

        private final List<Integer> ends = new ArrayList<>();
        private @Nullable Integer looked;

        void add(int index) {
            BlockWork work = new BlockWork(shop, streams, split, index);
            Integer third = index > AHEAD ? ends.get(index - AHEAD - 1) : null;
            int images = split.images().size();
            int look = task(Kind.LOOK, index, "running the original", images, after(looked, third), work::look);
            looked = look;
            List<@Nullable Integer> all = new ArrayList<>(List.of(look));
            addWithoutLevel(index, work, look, all);
            List<@Nullable Integer> made = new ArrayList<>(List.of(look));
            for (Level level : shop.levels()) {
                addLevel(index, level, work, made, all);
            }
            all.addAll(made);
            all.add(ends.isEmpty() ? null : ends.get(index - 1));
            ends.add(tasks.add(Kind.LOOK, "block " + block(index).id() + " done", 1, after(all), () -> {
                work.rest();
                streams.retire(index);
            }));
        }

        private void addWithoutLevel(int index, BlockWork work, int look, List<@Nullable Integer> all) {
            if (isRoundingWanted(index)) {
                all.add(task(Kind.ROUND, index, "rounding", 1, List.of(look), work::round));
            }
            for (double share : shop.options().ranks()) {
                if (isLowRankWanted(index, share)) {
                    String what = "factorising to " + BlockWork.lowRank(share);
                    all.add(fit(index, what, LAST, work.fitCost(), List.of(look), () -> work.factorise(share)));
                } else if (isLowRankTrainingWanted(index, share)) {
                    Level noise = noiseOf(share);
                    List<Integer> before = after(look, noise == null ? null : mixed.get(noise.stream() - 1));
                    all.add(addTraining(index, BlockWork.lowRank(share), share, noise, work, before));
                }
            }
        }

        /** @param made what makes the milder levels of the block, to which this one is added */
        private void addLevel(
                int index, Level level, BlockWork work, List<@Nullable Integer> made, List<@Nullable Integer> all) {
            int place = level.stream() - 1;
            Integer own = isWanted(index, level) ? addMaking(index, level, work, made, mixed.get(place)) : null;
            if (own != null) {
                made.add(own);
            }
            if (own != null ? shop.options().int8() : isRoundingWanted(index, level)) {
                String what = "rounding " + level.pruned();
                List<Integer> before = after(made.get(0), own);
                all.add(task(Kind.ROUND, index, what, level.keep(), before, () -> work.round(level)));
            }
            if (index < lastOfLevel.get(place)) {
                List<@Nullable Integer> before = new ArrayList<>(made);
                before.add(mixed.get(place));
                String what = "mixing descendants down to " + level.pruned();
                int images = split.fitted().size();
                mixed.set(place, task(Kind.LOOK, index, what, images, after(before), () -> work.mix(level)));
                all.add(mixed.get(place));
            }
        }
    }

    private int addMaking(
            int index, Level level, BlockWork work, List<@Nullable Integer> made, @Nullable Integer mixed) {
        if (training == null) {
            // One after the other: the levels of a block share what they are made of.
            List<@Nullable Integer> before = new ArrayList<>(made);
            before.add(mixed);
            String what = "fitting " + level.pruned();
            return fit(index, what, level.stream(), work.fitCost(), after(before), () -> work.fit(level));
        }
        return addTraining(index, level.pruned(), level.keep(), level, work, after(made.get(0), mixed));
    }

    /** @param rank the less, the more it is worth */
    private int fit(int index, String what, int rank, double cost, List<Integer> after, Runnable fit) {
        fits.plan(rank, cost);
        Runnable work = () -> fits.run(rank, cost, tasks.expected(BESIDE), fit);
        return tasks.add(Kind.FIT, "block " + block(index).id() + ": " + what, cost, after, work);
    }

    /**
     * Adds the training of a descendant.
     *
     * @param left share of its block's compute, roughly
     * @param noise the level whose stream half of its samples come from; null for the original's alone
     */
    private int addTraining(
            int index, DescendantId id, double left, @Nullable Level noise, BlockWork work, List<Integer> before) {
        DistilOptions options = Objects.requireNonNull(training);
        double share = left + LEAST_SHARE;
        double cost = (block(index).macs() + 1.0) * share;
        budget.plan(cost);
        Consumer<BlockTraining> train = lessons -> work.train(id, noise, lessons);
        return task(Kind.TRAIN, index, "training " + id, share, before, () -> train(train, options, cost));
    }

    private void train(Consumer<BlockTraining> work, DistilOptions options, double cost) {
        Duration time = budget.take(cost, tasks.expected(BESIDE));
        if (!time.isZero()) {
            long start = ticker.nanos();
            DistilOptions limited = time.compareTo(options.limit()) < 0 ? options.withLimit(time) : options;
            work.accept(new BlockTraining(shop.runner(), limited, ticker));
            budget.took(time, Duration.ofNanos(ticker.nanos() - start));
        }
    }

    private int task(Kind kind, int index, String what, double cost, List<Integer> after, Runnable work) {
        Block block = block(index);
        return tasks.add(kind, "block " + block.id() + ": " + what, cost * (block.macs() + 1.0), after, work);
    }

    private static List<Integer> after(@Nullable Integer... tasks) {
        return after(Arrays.asList(tasks));
    }

    private static List<Integer> after(List<@Nullable Integer> tasks) {
        List<Integer> some = new ArrayList<>();
        for (Integer task : tasks) {
            if (task != null) {
                some.add(task);
            }
        }
        return some;
    }

    private Block block(int index) {
        return shop.ledger().block(index);
    }
}
