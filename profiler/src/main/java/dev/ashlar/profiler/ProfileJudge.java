/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.QualityMetric;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.unit.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges compositions as their profile was measured, on the same images, without the original at hand: what that answers
 * lies in a file, made before anything is served.
 *
 * <p><b>Threading</b>: safe for use by many threads; close it when nothing is judged any more.
 */
public final class ProfileJudge implements CompositionJudge, AutoCloseable {
    private final CatalogStore store;
    private final GraphRunner runner;
    private final OriginalAnswers answers;
    private final Bytes most;
    private final Map<ModelId, Prepared> prepared = new ConcurrentHashMap<>();

    /**
     * What one network is judged by.
     *
     * @param key see {@link OriginalAnswers#key}
     * @param images the same ones that the profile was measured on
     * @param scores of answers to them
     * @param answers of the original
     */
    record Prepared(Digest key, ImageSet images, AnswerScores scores, AnswerFile answers) {}

    /**
     * A judge that knows no network yet.
     *
     * @param store where blocks are
     * @param runner runs originals
     * @param folder for what originals answer; a cache, which may be deleted while nothing is judged
     * @param most space on disk for the answers of one network
     */
    public ProfileJudge(CatalogStore store, GraphRunner runner, Path folder, Bytes most) {
        this.store = store;
        this.runner = runner;
        this.answers = new OriginalAnswers(folder);
        this.most = most;
    }

    /**
     * Makes ready to judge compositions of a network. Runs the original on the images unless its answers are kept, about a
     * second for 1,000 small images; meant to be called before the network is served.
     *
     * @param profile of the network as it is, on this machine, with a prediction
     * @param images those that the profile was measured on
     * @throws ProfilerException if they are others, or the answers would take too much space or cannot be kept
     */
    public void prepare(BlockCatalog catalog, ProfileSnapshot profile, ImageSet images, ProfileProgress progress) {
        requireSame(catalog, profile, images);
        ImageSet same = SpreadImages.of(images, profile.provenance().images());
        QualityMetric metric = ProfileAddition.metricOf(catalog, profile, same);
        AnswerScores scores = new AnswerScores(catalog, metric, same.sample(0).truth());
        Digest key = OriginalAnswers.key(catalog, profile);
        try (CompositionRuns runs = new CompositionRuns(store, catalog, runner)) {
            AnswerFile file = answers.open(catalog, key, same, scores, runs, progress);
            try {
                ProfileAddition.requireSameBase(profile, metric.name(), file.quality());
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
            Prepared before = prepared.put(catalog.model(), new Prepared(key, same, scores, file));
            if (before != null) {
                before.answers().close();
            }
        } catch (IOException e) {
            throw new ProfilerException(
                    "What the original of %s answers cannot be kept (%s). Maybe free some space."
                            .formatted(catalog.model(), e),
                    e);
        }
    }

    private void requireSame(BlockCatalog catalog, ProfileSnapshot profile, ImageSet images) {
        Provenance from = profile.provenance();
        String reason = null;
        if (profile.prediction() == null) {
            reason = "its profile predicts nothing of compositions";
        } else if (!from.data().equals(images.name()) || from.images() > images.size() || from.images() == 0) {
            reason = "its profile was measured on %d images of %s, these are %d of %s"
                    .formatted(from.images(), from.data(), images.size(), images.name());
        } else if (catalog.input().nominal().dim(0) != 1
                || catalog.outputs().stream().anyMatch(output -> output.type() != ElementType.FLOAT32)) {
            reason = "it does not answer one image at a time with float32";
        }
        if (reason != null) {
            throw new ProfilerException("The plans of %s cannot be measured: %s. Maybe run `ashlar profile`."
                    .formatted(catalog.model(), reason));
        }
        long needed = AnswerFile.bytes(from.images(), OriginalAnswers.floats(catalog));
        if (needed > most.count() || OriginalAnswers.floats(catalog) > Integer.MAX_VALUE / 8) {
            throw new ProfilerException(
                    "What the original of %s answers to %d images takes %s on disk, more than %s. Maybe allow more, or profile it on fewer images."
                            .formatted(catalog.model(), from.images(), Bytes.of(needed), most));
        }
    }

    @Override
    public @Nullable Judging begin(BlockCatalog catalog, ProfileSnapshot profile, BlockChain chain) {
        catalog.requireValid(chain);
        Prepared known = prepared.get(catalog.model());
        if (known == null || !isFree(catalog, chain)) {
            return null;
        }
        return known.key().equals(OriginalAnswers.key(catalog, profile))
                ? new ProfileJudging(catalog, chain, known)
                : null;
    }

    /** Whether it has no polished head; one that has was measured with it, when the profile took the head in. */
    private static boolean isFree(BlockCatalog catalog, BlockChain chain) {
        boolean free = true;
        for (int i = 0; i < chain.choices().size() && free; i++) {
            Block block = catalog.blocks().get(i);
            free = block.choices().contains(block.descendant(chain.choices().get(i)));
        }
        return free;
    }

    /** Closes its files; they stay for the next time. */
    @Override
    public void close() {
        for (Prepared known : prepared.values()) {
            try {
                known.answers().close();
            } catch (IOException e) {
                throw new ProfilerException("A file of answers cannot be closed (%s).".formatted(e), e);
            }
        }
        prepared.clear();
    }
}
