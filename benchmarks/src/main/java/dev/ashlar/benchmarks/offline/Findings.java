/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.evaluation.Compositions;
import dev.ashlar.benchmarks.evaluation.Interval;
import dev.ashlar.benchmarks.offline.StudyResults.Finding;
import dev.ashlar.core.block.BlockChain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the scores say about the targets. */
final class Findings {
    /*
     * Losses are in points of the metric, the original's less the composition's, on the test images. Differences are
     * paired: the same compositions, the same images.
     */
    private static final double LEGO_IMAGES = 65.0 * 50_000;
    private static final Map<Double, Double> UNIFORM_LOSS = Map.of(0.75, 1.0, 0.5, 4.5, 0.25, 15.0);

    private final List<Finding> findings = new ArrayList<>();

    List<Finding> all() {
        return List.copyOf(findings);
    }

    private void add(String target, @Nullable Boolean met, String measured, Object... numbers) {
        findings.add(new Finding(target, String.format(Locale.ROOT, measured, numbers), met));
    }

    private static String text(Interval interval) {
        return String.format(Locale.ROOT, "%.2f points [%.2f, %.2f]", interval.mean(), interval.low(), interval.high());
    }

    private static Interval points(List<float[]> left, List<float[]> right) {
        return Interval.paired(left, right).times(100);
    }

    /** What a composition, or the mean of several, loses. */
    private static Interval loss(Scored scored, List<BlockChain> chains) {
        List<float[]> originals =
                chains.stream().map(chain -> scored.tested(scored.original())).toList();
        return points(originals, scored.tested(chains));
    }

    /** Processor time against training from scratch. */
    void cost(Contender ours, @Nullable Contender closed, double scratchSeconds) {
        double share = 100 * ours.cpuSeconds() / scratchSeconds;
        add(
                "all descendants in at most 2 % of the processor time of training from scratch",
                share <= 2, "%.1f s of %.0f s: %.2f %%", ours.cpuSeconds(), scratchSeconds, share);
        if (closed != null) {
            double least = 100 * closed.cpuSeconds() / scratchSeconds;
            add("closed form in at most 0.3 %", least <= 0.3, "%.1f s: %.2f %%", closed.cpuSeconds(), least);
        }
    }

    /** What LegoDNN's recipe would take at its own length, by the images that it trained with here. */
    void legoAtItsOwnLength(double seconds, double images, int descendants, double scratchSeconds) {
        double whole = seconds / images * LEGO_IMAGES * descendants;
        add(
                "LegoDNN's recipe at its own length, 65 epochs over 50,000 images (extrapolated)",
                null,
                "%.0f s for %d descendants: %.0f %% of training from scratch",
                whole,
                descendants,
                100 * whole / scratchSeconds);
    }

    /** Single swaps, uniform and random compositions of one recipe. */
    void losses(Scored scored) {
        String title = scored.contender().title();
        add(title + ": mean loss of single swaps", null, text(loss(scored, scored.of(Scored.SINGLE))));
        new Compositions(scored.contender().catalog())
                .uniform()
                .forEach((level, chain) -> add(
                        "%s: uniform composition at %s".formatted(title, level),
                        null,
                        text(loss(scored, List.of(chain)))));
        if (!scored.of(Scored.RANDOM).isEmpty()) {
            add(
                    "%s: mean loss of %d random compositions"
                            .formatted(title, scored.of(Scored.RANDOM).size()),
                    null,
                    text(loss(scored, scored.of(Scored.RANDOM))));
        }
    }

    /** The limits for ResNet-20. */
    void uniformLimits(Scored ours) {
        new Compositions(ours.contender().catalog()).uniform().forEach((level, chain) -> {
            Double limit = UNIFORM_LOSS.get(level);
            if (limit != null) {
                BlockChain polished = new Compositions(ours.contender().catalog()).polished(chain);
                Interval loss = loss(ours, List.of(polished == null ? chain : polished));
                add(
                        "uniform composition at keep %s, polished, loses at most %s points".formatted(level, limit),
                        loss.mean() <= limit,
                        "%s; without polish %s",
                        text(loss),
                        text(loss(ours, List.of(chain))));
            }
        });
    }

    /** Random compositions against the same ones of LegoDNN's recipe. */
    void random(Scored ours, Scored equal, Scored more, double factor) {
        List<BlockChain> chains = ours.of(Scored.RANDOM);
        double mine = loss(ours, chains).mean();
        double theirs = loss(equal, chains).mean();
        double less = 100 * (1 - mine / theirs);
        add(
                "mean loss over random compositions at least 40 % below LegoDNN's recipe at equal time",
                less >= 40,
                "%.2f against %.2f points: %.0f %% below; difference %s",
                mine,
                theirs,
                less,
                text(points(ours.tested(chains), equal.tested(chains))));
        Interval difference = points(ours.tested(chains), more.tested(chains));
        add(
                "and no worse than with %s as much"
                        .formatted(factor == 10 ? "ten times" : "%.0f times".formatted(factor)),
                difference.high() >= 0,
                "%.2f against %.2f points; difference %s",
                mine,
                loss(more, chains).mean(),
                text(difference));
    }

    /** Uniform compositions against whole networks of the same size. */
    void uniform(Scored ours, Scored whole) {
        Map<Double, BlockChain> variants = new Compositions(whole.contender().catalog()).uniform();
        new Compositions(ours.contender().catalog()).uniform().forEach((level, chain) -> {
            BlockChain variant = variants.get(level);
            if (variant != null) {
                Interval difference = points(ours.tested(List.of(chain)), whole.tested(List.of(variant)));
                add(
                        "uniform at %s within 1.5 points of the whole network fine-tuned with labels".formatted(level),
                        difference.mean() >= -1.5,
                        "difference %s",
                        text(difference));
            }
        });
    }

    /** The best composition under every budget against the best whole network that fits. */
    void budgets(String axis, List<BudgetRace.Heat> heats, Scored ours, Scored whole) {
        List<float[]> mine =
                heats.stream().map(heat -> ours.tested(heat.ours())).toList();
        List<float[]> theirs =
                heats.stream().map(heat -> whole.tested(heat.theirs())).toList();
        List<Interval> each = IntStream.range(0, heats.size())
                .mapToObj(i -> points(List.of(mine.get(i)), List.of(theirs.get(i))))
                .toList();
        if (each.isEmpty()) {
            return;
        }
        long below = each.stream().filter(interval -> interval.high() < 0).count();
        Interval worst = Collections.min(each, Comparator.comparingDouble(Interval::mean));
        add(
                "best composition never worse than the best whole network that fits, over budgets of " + axis,
                below == 0,
                "of %d budgets %d with an interval below zero; worst %s",
                each.size(),
                below,
                text(worst));
        Interval mean = points(mine, theirs);
        add("mean gain over budgets of %s above zero".formatted(axis), mean.mean() > 0, text(mean));
    }

    /** What 8 bits cost, alone and on top of pruning. */
    void int8(Scored ours) {
        Compositions compositions = new Compositions(ours.contender().catalog());
        BlockChain rounded = compositions.rounded(ours.original());
        Interval alone = loss(ours, List.of(rounded));
        add("all blocks in 8 bits within 0.5 points of the original", alone.mean() <= 0.5, "loss " + text(alone));
        List<BlockChain> plain = new ArrayList<>(ours.of(Scored.UNIFORM));
        plain.addAll(ours.of(Scored.RANDOM));
        List<BlockChain> twins = plain.stream().map(compositions::rounded).toList();
        double share = IntStream.range(0, plain.size())
                .mapToDouble(i -> changed(plain.get(i), twins.get(i)))
                .average()
                .orElse(0);
        Interval extra = points(ours.tested(plain), ours.tested(twins));
        add(
                "8 bits cost at most 0.5 points more on compositions",
                share == 0 ? null : extra.mean() <= 0.5,
                "extra loss %s with %.0f %% of the blocks in 8 bits",
                text(extra),
                100 * share);
    }

    private static double changed(BlockChain left, BlockChain right) {
        long same = IntStream.range(0, left.choices().size())
                .filter(i -> left.choices().get(i).equals(right.choices().get(i)))
                .count();
        return 1 - (double) same / left.choices().size();
    }
}
