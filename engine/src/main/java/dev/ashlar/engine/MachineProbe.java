/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.profile.MachineSample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads how busy this machine is, in the files of Linux. */
public final class MachineProbe {
    /*
     * /proc/stat: the first line sums user, nice, system, idle, iowait, irq, softirq and steal over all cores since the
     * start; guest time is in user already. /proc/self/stat: the 14th and 15th field are this process's, counted behind
     * the name of the program, which may hold anything. Both are in the same ticks.
     */
    private static final int STEAL = 7;
    private static final int OWN_USER = 11;
    private static final int MOST_CHARACTERS = 1 << 16;

    private final Path proc;
    private final Path cpus;

    private MachineProbe(Path proc, Path cpus) {
        this.proc = proc;
        this.cpus = cpus;
    }

    /** The probe of the machine that this JVM runs on. */
    public static MachineProbe current() {
        return at(Path.of("/proc"), Path.of("/sys/devices/system/cpu"));
    }

    static MachineProbe at(Path proc, Path cpus) {
        return new MachineProbe(proc, cpus);
    }

    /** How busy it is, or null where the system does not tell. */
    public @Nullable MachineSample read() {
        try {
            String[] all = text(proc.resolve("stat"))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip()
                    .split("\\s+", -1);
            String own = text(proc.resolve("self/stat"));
            String[] mine = own.substring(own.lastIndexOf(')') + 1).strip().split("\\s+", -1);
            if (all.length <= STEAL + 1 || !all[0].equals("cpu") || mine.length <= OWN_USER + 1) {
                return null;
            }
            long total = 0;
            for (int i = 1; i <= STEAL + 1; i++) {
                total += Long.parseLong(all[i]);
            }
            return new MachineSample(
                    total,
                    Long.parseLong(all[4]) + Long.parseLong(all[5]),
                    Long.parseLong(all[STEAL + 1]),
                    Long.parseLong(mine[OWN_USER]) + Long.parseLong(mine[OWN_USER + 1]),
                    most("cpufreq/scaling_cur_freq"),
                    sum("thermal_throttle/core_throttle_count"));
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            // Not Linux, or a system that hides it: then nothing is claimed.
            return null;
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_CHARACTERS), StandardCharsets.ISO_8859_1);
        }
    }

    /** The greatest number in a file of every core; 0 if no core has it. */
    private long most(String name) {
        long most = 0;
        for (long value : values(name)) {
            most = Math.max(most, value);
        }
        return most;
    }

    private long sum(String name) {
        long sum = 0;
        for (long value : values(name)) {
            sum += value;
        }
        return sum;
    }

    private long[] values(String name) {
        if (!Files.isDirectory(cpus)) {
            return new long[0];
        }
        try (DirectoryStream<Path> cores = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
            LongStream.Builder values = LongStream.builder();
            for (Path core : cores) {
                Path file = core.resolve(name);
                if (Files.isReadable(file)) {
                    values.add(Math.max(0, Long.parseLong(text(file).strip())));
                }
            }
            return values.build().toArray();
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return new long[0];
        }
    }
}
