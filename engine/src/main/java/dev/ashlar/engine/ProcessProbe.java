/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.engine.ProcessMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The memory of this process: how much there is of each kind, and giving freed memory back. */
final class ProcessProbe {
    /*
     * The C library keeps what was freed for later use: after sessions of 300 MB were closed, as much was still there.
     * The virtual machine has a command that makes it give whole free pages back (malloc_trim of glibc; OpenJDK 18, and
     * 17.0.9 and later). Elsewhere nothing is done.
     */
    private static final Logger LOG = LoggerFactory.getLogger(ProcessProbe.class);
    private static final Path MAPS = Path.of("/proc/self/smaps");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";
    private static final String HEAP = "gcHeapInfo";
    private static final String TRIM = "systemTrimNativeHeap";

    private ProcessProbe() {}

    /** Where the Java heap lies: it is reserved once, as the virtual machine starts. */
    private static final class Heap {
        static final List<MemoryMaps.Range> RANGES = MemoryMaps.heap(command(HEAP));
    }

    /** What this process occupies now, or null where the system does not tell. */
    static @Nullable ProcessMemory read() {
        if (!Files.isReadable(MAPS)) {
            return null;
        }
        // Names of files may be in any encoding.
        try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
            return MemoryMaps.sum(lines, Heap.RANGES);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The mappings of this process cannot be read", e);
            return null;
        }
    }

    /** By how much this process grew at most while {@code work} ran; null where the system does not tell. */
    static @Nullable Long peakBytes(Runnable work) {
        // What was freed before and is still held would be used again unseen.
        trim();
        Long before;
        try {
            Files.writeString(RESET, RESET_PEAK);
            before = kibibytes("VmRSS:");
        } catch (IOException e) {
            LOG.debug("The peak of this process cannot be reset", e);
            before = null;
        }
        work.run();
        try {
            return before == null ? null : Math.max(0, kibibytes("VmHWM:") - before) * 1024;
        } catch (IOException e) {
            LOG.debug("The peak of this process cannot be read", e);
            return null;
        }
    }

    private static long kibibytes(String key) throws IOException {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("%s has no line %s".formatted(STATUS, key));
    }

    /** Gives freed native memory back to the system where the virtual machine can. */
    static void trim() {
        LOG.debug("{}", command(TRIM));
    }

    /** What a diagnostic command of the virtual machine answers; empty if it has no such command. */
    private static String command(String name) {
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            Object answer = ManagementFactory.getPlatformMBeanServer().invoke(commands, name, null, null);
            return String.valueOf(answer);
        } catch (JMException e) {
            LOG.debug("The virtual machine has no command {}", name, e);
            return "";
        }
    }
}
