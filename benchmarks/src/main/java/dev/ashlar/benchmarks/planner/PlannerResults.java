/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was measured, as it is written down.
 *
 * @param parts by name; each measured in one run
 * @param findings the targets
 */
record PlannerResults(Map<String, Part> parts, List<Finding> findings) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    PlannerResults {
        parts = new LinkedHashMap<>(parts);
        findings = List.copyOf(findings);
    }

    /**
     * One part of the measurement.
     *
     * @param about command, machine, load, seed, revision
     * @param samples one for each solve that was timed
     * @param numbers what else was counted, by name
     */
    record Part(Map<String, String> about, List<Sample> samples, Map<String, Double> numbers) {
        Part {
            about = new LinkedHashMap<>(about);
            samples = List.copyOf(samples);
            numbers = new LinkedHashMap<>(numbers);
        }
    }

    /**
     * One solve.
     *
     * @param size of the problem, or where it comes from
     * @param tightness of its budgets
     * @param seed of the problem, or its number in a series
     * @param solver who solved it
     * @param millis what it took
     * @param cpuMillis processor time of the process and its children, to the next hundredth of a second for the latter
     * @param objective what its plan is worth; null if it found none
     * @param isProven whether it claims that none is better
     * @param gap what its bound lies above the objective, as a share of it; null where it tells no bound
     * @param points what its plan loses against the best one known, in points of the weighted mean of a stream; null
     *     without a plan
     * @param violations limits that its plan breaks, as the audit finds
     */
    record Sample(
            String size,
            String tightness,
            long seed,
            String solver,
            double millis,
            double cpuMillis,
            @Nullable Double objective,
            boolean isProven,
            @Nullable Double gap,
            @Nullable Double points,
            int violations) {}

    /**
     * One target.
     *
     * @param target what is wanted
     * @param measured what came out
     * @param met whether that is enough; null where nothing is asked
     */
    record Finding(String target, String measured, @Nullable Boolean met) {}

    /** The parts in a file of results; none if there is no file. */
    static Map<String, Part> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return JSON.readValue(file.toFile(), PlannerResults.class).parts();
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The results %s cannot be read (%s). Maybe delete them.".formatted(file, e.getMessage()), e);
        }
    }

    void write(Path file) {
        new AtomicFiles().write(file, out -> out.write(JSON.writeValueAsBytes(this)));
    }
}
