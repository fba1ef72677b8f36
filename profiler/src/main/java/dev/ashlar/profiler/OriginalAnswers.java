/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds or makes the files of what originals answer, one for each network, in a folder. */
final class OriginalAnswers {
    /*
     * A file is named for its network and for everything that decides what is in it. Another one of the same network is of
     * other originals, images or metric, and goes. What a process that died has left goes too.
     */
    private static final Logger LOG = LoggerFactory.getLogger(OriginalAnswers.class);
    private static final String END = ".answers";
    private static final String PART = ".part";
    private static final int NAMED = 16;
    private static final int BATCHES = 2;

    private final Path folder;

    OriginalAnswers(Path folder) {
        this.folder = folder;
    }

    /** Everything that decides what the original of a network answers to the images of a profile, and how it is judged. */
    static Digest key(BlockCatalog catalog, ProfileSnapshot profile) {
        StringBuilder all = new StringBuilder();
        catalog.blocks().forEach(block -> all.append(block.original().digest()).append(' '));
        all.append("%s %s %s %s %s %s %d"
                .formatted(
                        catalog.input(),
                        catalog.preprocessing(),
                        catalog.outputs(),
                        profile.metric(),
                        profile.provenance().engine(),
                        profile.provenance().data(),
                        profile.provenance().images()));
        return Digest.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** How many numbers an answer has. */
    static long floats(BlockCatalog catalog) {
        return catalog.outputs().stream()
                .mapToLong(output -> output.nominal().elements())
                .sum();
    }

    /**
     * The answers to these images, from the file if it is whole.
     *
     * @param runs of the network, for where they must be made
     */
    AnswerFile open(
            BlockCatalog catalog,
            Digest key,
            ImageSet images,
            AnswerScores scores,
            CompositionRuns runs,
            ProfileProgress progress)
            throws IOException {
        Files.createDirectories(folder);
        Path path = folder.resolve(name(catalog.model(), key));
        int floats = Math.toIntExact(floats(catalog));
        try {
            return AnswerFile.open(path, key, images.size(), floats);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is not there yet.", path);
        } catch (IOException e) {
            LOG.warn("The answers of the original of {} are made anew.", catalog.model(), e);
        }
        removeOthers(catalog.model());
        Path part = folder.resolve(
                path.getFileName() + "." + ProcessHandle.current().pid() + PART);
        Files.deleteIfExists(part);
        try (AnswerFile fresh = AnswerFile.create(part, key, images.size(), floats)) {
            fill(fresh, catalog, images, scores, runs, progress);
            fresh.force();
        } catch (UncheckedIOException e) {
            Files.deleteIfExists(part);
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return AnswerFile.open(path, key, images.size(), floats);
    }

    private static String name(ModelId model, Digest key) {
        return model + "." + key.value().substring(0, NAMED) + END;
    }

    private static void fill(
            AnswerFile file,
            BlockCatalog catalog,
            ImageSet images,
            AnswerScores scores,
            CompositionRuns runs,
            ProfileProgress progress) {
        NetworkInputs inputs = NetworkInputs.of(images, catalog);
        int width = Math.toIntExact(catalog.input().nominal().elements());
        int[] sums = new int[images.size()];
        NetworkInputs summed = new NetworkInputs() {
            @Override
            public int size() {
                return inputs.size();
            }

            @Override
            public Truth read(int image, FloatBuffer into, int at) {
                Truth truth = inputs.read(image, into, at);
                sums[image] = AnswerFile.sum(into.slice(at, width));
                return truth;
            }
        };
        List<BlockChain> original = List.of(catalog.originalChain());
        int step = runs.batch() * BATCHES * Runtime.getRuntime().availableProcessors();
        for (int from = 0; from < images.size(); from += step) {
            int to = Math.min(images.size(), from + step);
            if (Thread.currentThread().isInterrupted()) {
                throw new ProfilerException("The measurement was interrupted.");
            }
            runs.run(original, summed, from, to, (chain, image, answer, same, truth) -> {
                requireNominal(catalog, answer);
                try {
                    file.write(image, new AnswerFile.Entry(scores.quality(answer, answer, truth), sums[image]), answer);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            progress.at("answers of the original", to, images.size());
        }
    }

    private static void requireNominal(BlockCatalog catalog, List<Tensor> answer) {
        for (int i = 0; i < answer.size(); i++) {
            TensorSpec spec = catalog.outputs().get(i);
            if (!answer.get(i).shape().equals(spec.nominal())) {
                throw new ProfilerException("The output %s of %s is of shape %s, not %s; its plans cannot be measured."
                        .formatted(spec.name(), catalog.model(), answer.get(i).shape(), spec.nominal()));
            }
        }
    }

    private void removeOthers(ModelId model) throws IOException {
        int length = model.value().length() + 1 + NAMED + END.length();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean own = name.length() >= length
                        && name.startsWith(model + ".")
                        && name.substring(0, length).endsWith(END);
                if (own && (name.length() == length || isAbandoned(name.substring(length)))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether the rest of a name says that the writer is gone. */
    private static boolean isAbandoned(String rest) {
        if (!rest.matches("\\.[0-9]{1,18}\\" + PART)) {
            return false;
        }
        long pid = Long.parseLong(rest.substring(1, rest.length() - PART.length()));
        return ProcessHandle.of(pid).isEmpty();
    }
}
