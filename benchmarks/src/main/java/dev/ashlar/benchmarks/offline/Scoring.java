/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.evaluation.BestCompositions;
import dev.ashlar.benchmarks.evaluation.CompositionScorer;
import dev.ashlar.benchmarks.evaluation.Compositions;
import dev.ashlar.benchmarks.evaluation.ScoreFile;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.quality.QualityMetric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Scores the compositions of every recipe on validation and test images, and remembers the scores. */
final class Scoring {
    /*
     * Everything that is chosen is chosen on the validation images: which compositions are best under which budget, and
     * later which of them is taken. The test images are only looked at to report.
     */
    private final GraphRunner runner;
    private final Path folder;
    private final StudyOptions options;
    private final QualityMetric metric;
    private final ImageTable validation;
    private final ImageTable test;
    private final Progress progress;

    Scoring(
            GraphRunner runner,
            Path folder,
            StudyOptions options,
            QualityMetric metric,
            ImageTable validation,
            ImageTable test,
            Progress progress) {
        this.runner = runner;
        this.folder = folder;
        this.options = options;
        this.metric = metric;
        this.validation = validation;
        this.test = test;
        this.progress = progress;
    }

    /** The scores of a recipe for blocks. */
    Scored blocks(Contender contender, boolean rounded) {
        BlockCatalog catalog = contender.catalog();
        Compositions compositions = new Compositions(catalog);
        Map<String, List<BlockChain>> kinds = new LinkedHashMap<>();
        kinds.put(Scored.ORIGINAL, List.of(catalog.originalChain()));
        kinds.put(Scored.SINGLE, compositions.singles());
        kinds.put(Scored.UNIFORM, distinct(compositions.uniform().values()));
        kinds.put(Scored.RANDOM, compositions.random(options.compositions(), options.seed()));
        Map<BlockChain, float[]> validated = scores(contender, "validation", validation, all(kinds));
        kinds.put(Scored.BEST, options.budgets() == 0 ? List.of() : best(catalog, kinds, validated));
        if (rounded) {
            List<BlockChain> plain = new ArrayList<>(kinds.get(Scored.ORIGINAL));
            plain.addAll(Lookup.in(kinds, Scored.UNIFORM));
            plain.addAll(Lookup.in(kinds, Scored.RANDOM));
            kinds.put(
                    Scored.INT8,
                    distinct(plain.stream().map(compositions::rounded).toList()));
        }
        return new Scored(
                contender,
                kinds,
                scores(contender, "validation", validation, all(kinds)),
                scores(contender, "test", test, all(kinds)),
                Map.of());
    }

    /** The same with the polished heads that the contender has by now. */
    Scored polished(Scored scored, Contender polished) {
        Compositions compositions = new Compositions(polished.catalog());
        List<BlockChain> chains = new ArrayList<>();
        for (String kind : List.of(Scored.UNIFORM, Scored.BEST)) {
            for (BlockChain chain : scored.of(kind)) {
                BlockChain better = compositions.polished(chain);
                if (better != null) {
                    chains.add(better);
                }
            }
        }
        Map<String, List<BlockChain>> kinds = new LinkedHashMap<>(scored.kinds());
        kinds.put(Scored.POLISHED, distinct(chains));
        return new Scored(
                polished,
                kinds,
                scores(polished, "validation", validation, all(kinds)),
                scores(polished, "test", test, all(kinds)),
                Map.of());
    }

    /** The scores of whole networks. */
    Scored whole(Contender contender) {
        Map<String, List<BlockChain>> kinds = new LinkedHashMap<>();
        kinds.put(Scored.ORIGINAL, List.of(contender.catalog().originalChain()));
        kinds.put(
                Scored.UNIFORM,
                List.copyOf(new Compositions(contender.catalog()).uniform().values()));
        return new Scored(
                contender,
                kinds,
                scores(contender, "validation", validation, all(kinds)),
                scores(contender, "test", test, all(kinds)),
                Map.of());
    }

    private List<BlockChain> best(
            BlockCatalog catalog, Map<String, List<BlockChain>> kinds, Map<BlockChain, float[]> validated) {
        double original = Scored.mean(Lookup.in(validated, catalog.originalChain()));
        Map<BlockChain, Double> drops = new HashMap<>();
        Lookup.in(kinds, Scored.SINGLE)
                .forEach(chain -> drops.put(chain, original - Scored.mean(Lookup.in(validated, chain))));
        return BestCompositions.of(catalog, drops, options.budgets());
    }

    private static List<BlockChain> all(Map<String, List<BlockChain>> kinds) {
        LinkedHashSet<BlockChain> all = new LinkedHashSet<>();
        kinds.values().forEach(all::addAll);
        return List.copyOf(all);
    }

    private static List<BlockChain> distinct(Collection<BlockChain> chains) {
        return List.copyOf(new LinkedHashSet<>(chains));
    }

    private Map<BlockChain, float[]> scores(
            Contender contender, String split, ImageTable images, List<BlockChain> wanted) {
        Path file = folder.resolve("scores-%s-%s-%d.gz".formatted(contender.name(), split, images.size()));
        Map<BlockChain, float[]> known =
                new LinkedHashMap<>(ScoreFile.read(file, contender.catalog().model()));
        List<BlockChain> missing =
                wanted.stream().filter(chain -> !known.containsKey(chain)).toList();
        if (!missing.isEmpty()) {
            progress.at("%s: %d compositions on %s".formatted(contender.title(), missing.size(), split), 0, 1);
            try (CompositionScorer scorer = new CompositionScorer(contender.store(), contender.catalog(), runner)) {
                List<float[]> scored = scorer.score(missing, images, metric);
                for (int i = 0; i < missing.size(); i++) {
                    known.put(missing.get(i), scored.get(i));
                }
            }
            ScoreFile.write(file, known);
        }
        return known;
    }
}
