/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Scores that were measured already, in a file, so that a measurement that was interrupted goes on where it was.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
final class ScoreJournal {
    /*
     * One line for each piece of work: what it was, the sums, and a digest of both. A line that was being written when
     * the process died does not match its digest and is passed by, and so is everything that is not from the same
     * measurement: the name of a piece begins with what decides its sums.
     */
    private final @Nullable Path file;
    private final String identity;
    private final Map<String, double[]> known = new HashMap<>();

    private ScoreJournal(@Nullable Path file, String identity) {
        this.file = file;
        this.identity = identity;
    }

    /** Remembers nothing beyond its own life. */
    static ScoreJournal forgetful() {
        return new ScoreJournal(null, "");
    }

    /**
     * The journal in a file, which need not be there yet.
     *
     * @param identity everything that decides what is measured
     */
    static ScoreJournal open(Path file, String identity) {
        ScoreJournal journal = new ScoreJournal(
                file, Digest.sha256(identity.getBytes(StandardCharsets.UTF_8)).value());
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file, StandardCharsets.ISO_8859_1).forEach(journal::take);
            } else if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
        } catch (IOException e) {
            throw broken(file, e);
        }
        return journal;
    }

    private void take(String line) {
        int end = line.lastIndexOf(' ');
        if (end > 0 && line.substring(end + 1).equals(check(line.substring(0, end)))) {
            String[] parts = line.substring(0, end).split(" ", -1);
            double[] values = new double[parts.length - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = Double.parseDouble(parts[i + 1]);
            }
            known.put(parts[0], values);
        }
    }

    private static String check(String line) {
        return Digest.sha256(line.getBytes(StandardCharsets.ISO_8859_1)).value();
    }

    private String key(String work) {
        return Digest.sha256((identity + work).getBytes(StandardCharsets.UTF_8)).value();
    }

    /** The numbers of a piece of work, or null if it was not done. */
    double @Nullable [] find(String work) {
        double[] values = known.get(key(work));
        return values == null ? null : values.clone();
    }

    /** Notes that a piece of work is done. */
    void note(String work, double[] values) {
        known.put(key(work), values.clone());
        if (file != null) {
            String line = key(work) + " "
                    + Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" "));
            try {
                // A line of its own even behind one that was cut short.
                Files.writeString(
                        file,
                        "\n" + line + " " + check(line) + "\n",
                        StandardCharsets.ISO_8859_1,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw broken(file, e);
            }
        }
    }

    /** Forgets everything: the measurement is done. */
    void clear() {
        known.clear();
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw broken(file, e);
            }
        }
    }

    private static ProfilerException broken(Path file, IOException e) {
        return new ProfilerException(
                "The journal of a measurement %s cannot be used (%s). Maybe free some space, or delete it."
                        .formatted(file, e),
                e);
    }
}
