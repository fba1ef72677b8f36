/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.serving.ServingResults.Sample;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.ProcessMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the system says of this process. Linux only. */
final class OwnProcess {
    private static final String WEIGHTS = "weights.bin";

    private OwnProcess() {}

    /** The process now, freed memory given back, after so many switches. */
    static Sample sample(BlockEngine engine, long switches) {
        System.gc();
        engine.trim();
        ProcessMemory memory = engine.memory();
        if (memory == null) {
            throw new BenchmarkException("The system does not tell what the process occupies. Maybe run it on Linux.");
        }
        long machine =
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
        return new Sample(
                switches,
                memory.weightBytes(),
                memory.nativeBytes() - machine,
                direct(),
                memory.heapBytes(),
                count(Path.of("/proc/self/maps")),
                files(Path.of("/proc/self/fd")));
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static int count(Path maps) {
        try (Stream<String> lines = Files.lines(maps)) {
            return (int) lines.filter(line -> line.contains(WEIGHTS)).count();
        } catch (IOException e) {
            throw new BenchmarkException("The mappings in %s cannot be read.".formatted(maps), e);
        }
    }

    private static int files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        } catch (IOException e) {
            throw new BenchmarkException("The open files in %s cannot be read.".formatted(folder), e);
        }
    }
}
