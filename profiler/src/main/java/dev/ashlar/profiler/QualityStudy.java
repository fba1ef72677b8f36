/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Metrics;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Judges compositions of a network beside its original, on all cores. */
final class QualityStudy implements AutoCloseable {
    /** So many batches for each core between two looks at whether to go on, and between two notes of how far it is. */
    private static final int BATCHES = 2;

    private final BlockCatalog catalog;
    private final ImageSet images;
    private final CompositionRuns runs;
    private final ScoreJournal journal;
    private final QualityMetric metric;
    private final AnswerScores scores;
    private final Map<BlockChain, ScoreSums> sums = new HashMap<>();
    private final Map<BlockChain, Scores> known = new HashMap<>();

    /**
     * @param images to judge on
     * @param metric that judges what is known of the first of them
     * @param journal of what was judged before
     */
    QualityStudy(
            CatalogStore store,
            BlockCatalog catalog,
            GraphRunner runner,
            ImageSet images,
            QualityMetric metric,
            ScoreJournal journal) {
        this.catalog = catalog;
        this.images = images;
        this.runs = new CompositionRuns(store, catalog, runner);
        this.journal = journal;
        this.metric = metric;
        this.scores = new AnswerScores(catalog, metric, images.sample(0).truth());
    }

    /** The originals with one descendant in its place, for every descendant that goes with any of the others. */
    static List<BlockChain> swaps(BlockCatalog catalog) {
        List<BlockChain> swaps = new ArrayList<>();
        for (int b = 0; b < catalog.blocks().size(); b++) {
            for (Descendant descendant : catalog.blocks().get(b).choices()) {
                swaps.add(catalog.originalChain().with(b, descendant.id()));
            }
        }
        return swaps;
    }

    /** The usual metric for answers of a kind about images of which this is known. */
    static QualityMetric metricFor(OutputKind kind, Truth truth) {
        return Metrics.choose(kind, truth, null);
    }

    /** How long one image takes, in nanoseconds of one core: for these compositions together. */
    double nanosPerImage(List<BlockChain> chains) {
        int few = Math.min(runs.batch(), images.size());
        NetworkInputs inputs = NetworkInputs.of(images, catalog);
        // Once without being timed: opens the blocks.
        runs.run(chains, inputs, 0, 1, QualityStudy::ignore);
        long start = System.nanoTime();
        runs.run(chains, inputs, 0, few, QualityStudy::ignore);
        return (double) (System.nanoTime() - start) / few;
    }

    private static void ignore(int chain, int image, List<Tensor> answer, List<Tensor> original, Truth truth) {}

    /** How many images are judged at once. */
    int batch() {
        return runs.batch();
    }

    /** Takes what was measured of a composition before, on the same images; it is not judged again. */
    void know(BlockChain chain, Scores scores) {
        known.put(chain, scores);
    }

    /** Judges compositions that have not been judged yet, and the original. */
    void judge(String what, List<BlockChain> wanted, ProfileProgress progress) {
        List<BlockChain> chains = new ArrayList<>(List.of(catalog.originalChain()));
        wanted.stream()
                .filter(chain -> !sums.containsKey(chain) && !known.containsKey(chain))
                .forEach(chains::add);
        List<BlockChain> distinct = chains.stream().distinct().toList();
        distinct.forEach(chain -> sums.put(chain, ScoreSums.NONE));
        NetworkInputs inputs = NetworkInputs.of(images, catalog);
        int step = runs.batch() * BATCHES * Runtime.getRuntime().availableProcessors();
        progress.at(what, 0, images.size());
        for (int from = 0; from < images.size(); from += step) {
            int to = Math.min(images.size(), from + step);
            if (Thread.currentThread().isInterrupted()) {
                throw new ProfilerException("The measurement was interrupted.");
            }
            part(distinct, inputs, from, to);
            progress.at(what, to, images.size());
        }
    }

    private void part(List<BlockChain> chains, NetworkInputs inputs, int from, int to) {
        List<BlockChain> missing = chains.stream()
                .filter(chain -> journal.find(name(chain, from, to)) == null)
                .toList();
        if (!missing.isEmpty()) {
            ScoreSums[][] judged = new ScoreSums[missing.size()][to - from];
            runs.run(missing, inputs, from, to, (chain, image, answer, original, truth) -> {
                judged[chain][image - from] = scores.of(answer, original, truth);
            });
            for (int i = 0; i < missing.size(); i++) {
                ScoreSums sum = ScoreSums.NONE;
                for (ScoreSums one : judged[i]) {
                    sum = sum.plus(one);
                }
                journal.note(name(missing.get(i), from, to), sum.values());
            }
        }
        for (BlockChain chain : chains) {
            double[] known = journal.find(name(chain, from, to));
            if (known != null) {
                sums.merge(chain, ScoreSums.of(known), ScoreSums::plus);
            }
        }
    }

    private String name(BlockChain chain, int from, int to) {
        String digests = "";
        for (int i = 0; i < catalog.blocks().size(); i++) {
            digests +=
                    catalog.blocks().get(i).descendant(chain.choices().get(i)).digest() + ",";
        }
        return chain.choices().stream().map(Object::toString).collect(Collectors.joining(",")) + " " + digests + " "
                + images.size() + " " + from + " " + to;
    }

    String metric() {
        return metric.name();
    }

    double base() {
        return of(catalog.originalChain()).quality();
    }

    /** What a composition that was judged is worth. */
    Scores of(BlockChain chain) {
        Scores before = known.get(chain);
        if (before != null) {
            return before;
        }
        ScoreSums sum = sums.get(chain);
        if (sum == null) {
            throw new IllegalStateException("Impossible state: %s was not judged.".formatted(chain));
        }
        return sum.means();
    }

    /** Throws if the original itself is useless on this data: then nothing that is measured here means anything. */
    void requireUsefulOriginal() {
        double chance = Math.max(0.02, 1.5 * chance());
        if (base() < chance) {
            throw new ProfilerException(
                    "The original of %s reaches a %s of %.3f on this data, no better than chance. Maybe its preprocessing or the order of the labels is not the one it was trained with."
                            .formatted(catalog.model(), metric.name(), base()));
        }
    }

    /** Quality of answers that know nothing. */
    double chance() {
        TensorSpec output = catalog.outputs().get(0);
        long classes = output.nominal().rank() < 2 ? 1 : output.nominal().dim(1);
        return classes > 1 ? metric.chance(classes) : 0;
    }

    @Override
    public void close() {
        runs.close();
    }
}
