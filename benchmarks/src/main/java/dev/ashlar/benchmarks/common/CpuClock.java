/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.common;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of this process, all threads, compilation and garbage collection included, and of its children that
 * have ended where the system tells.
 */
@FunctionalInterface
public interface CpuClock {
    /** Seconds since an arbitrary origin, never running backwards. */
    double seconds();

    /** The clock of this process. */
    static CpuClock process() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return () -> system.getProcessCpuTime() / 1e9 + childSeconds(Path.of("/proc/self/stat"));
    }

    /*
     * Fields 16 and 17 of proc(5), in hundredths of a second: what waited-for children computed. The second field is the
     * name of the program in parentheses, which may hold anything.
     */
    private static double childSeconds(Path stat) {
        try {
            return Files.exists(stat) ? childSeconds(Files.readString(stat)) : 0;
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The processor time in %s cannot be read (%s). Maybe the system hides it.".formatted(stat, e), e);
        }
    }

    /** Seconds of ended children by the text of {@code /proc/PID/stat}. */
    static double childSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split("\\s+", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }
}
