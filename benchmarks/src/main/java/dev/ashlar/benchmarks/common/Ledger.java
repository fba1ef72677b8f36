/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.common;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ashlar.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of a study by name, kept in a file: processor seconds of stages above all, so that a study that was interrupted
 * goes on and still knows what it has spent.
 *
 * <p><b>Threading</b>: for one thread, and one process at a time.
 */
public final class Ledger {
    /** Processor seconds between two writes of a running stage. */
    private static final double WRITE_EVERY = 2;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Path file;
    private final CpuClock clock;
    private final Map<String, Double> entries = new TreeMap<>();

    /**
     * The ledger in a file; empty if there is none yet.
     *
     * @param file in a folder that exists
     */
    public Ledger(Path file, CpuClock clock) {
        this.file = file;
        this.clock = clock;
        if (Files.exists(file)) {
            try {
                entries.putAll(JSON.readValue(file.toFile(), new TypeReference<Map<String, Double>>() {}));
            } catch (IOException e) {
                throw new BenchmarkException(
                        "The ledger %s cannot be read (%s). Maybe delete the folder it lies in; the study starts anew."
                                .formatted(file, e.getMessage()),
                        e);
            }
        }
    }

    /** Whether there is a number of this name. */
    public boolean knows(String name) {
        return entries.containsKey(name);
    }

    /** The number of this name; 0 if there is none. */
    public double get(String name) {
        return entries.getOrDefault(name, 0.0);
    }

    /** Writes a number down. */
    public void put(String name, double value) {
        entries.put(name, value);
        write();
    }

    private void write() {
        new AtomicFiles().write(file, out -> out.write(JSON.writeValueAsBytes(entries)));
    }

    /** Begins to count the processor seconds of a stage, on top of what it took before. */
    public Meter meter(String stage) {
        return new Meter(stage);
    }

    /** Counts while a stage runs. */
    public final class Meter implements AutoCloseable {
        private final String stage;
        private double since = clock.seconds();

        private Meter(String stage) {
            this.stage = stage;
        }

        /** Writes down what was spent, now and then. */
        public void tick() {
            if (clock.seconds() - since >= WRITE_EVERY) {
                close();
            }
        }

        /** Writes down what was spent. */
        @Override
        public void close() {
            double now = clock.seconds();
            put(stage, get(stage) + now - since);
            since = now;
        }
    }
}
