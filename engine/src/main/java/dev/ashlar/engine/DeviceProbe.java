/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.profile.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what kind of machine this is: the machine itself, not the share of it that a container or a processor set
 * leaves to this process.
 */
public final class DeviceProbe {
    /*
     * The instruction sets that ONNX Runtime's kernels choose between, as Linux spells them in /proc/cpuinfo; what it
     * does not list there the system does not let a process use. Weights are laid out in blocks of 16 channels with
     * avx512f and 8 without, so a graph prepared with one set computes wrong numbers with another.
     */
    private static final Set<String> RELEVANT = Set.of(
            "sse4_1",
            "avx",
            "f16c",
            "fma",
            "avx2",
            "avx_vnni",
            "avx512f",
            "avx512bw",
            "avx512dq",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimdhp",
            "asimddp",
            "i8mm",
            "bf16",
            "sve",
            "sve2",
            "sme",
            "sme2");

    private static final Path PROC = Path.of("/proc");

    private DeviceProbe() {}

    /** The machine that this JVM runs on. Without {@code /proc}, outside Linux, its features are unknown: empty. */
    public static Device current() {
        return Files.isReadable(PROC.resolve("cpuinfo")) && Files.isReadable(PROC.resolve("meminfo"))
                ? read(PROC)
                : asJavaKnows();
    }

    /** The machine that these files describe, in the form of Linux. */
    static Device read(Path proc) {
        try {
            List<String> cpuinfo = Files.readAllLines(proc.resolve("cpuinfo"));
            Map<String, String> first = new HashMap<>();
            int cores = 0;
            for (String line : cpuinfo) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    String key = line.substring(0, colon).strip();
                    cores += key.equals("processor") ? 1 : 0;
                    first.putIfAbsent(key, line.substring(colon + 1).strip());
                }
            }
            Set<String> features = new HashSet<>(List.of(first.getOrDefault("flags", first.getOrDefault("Features", ""))
                    .split("\\s+")));
            features.retainAll(RELEVANT);
            return new Device(cpuName(first), Math.max(1, cores), memory(proc), List.copyOf(features));
        } catch (IOException e) {
            throw new EngineException(
                    "The description of this machine in %s could not be read: %s. Maybe /proc is restricted here."
                            .formatted(proc, e),
                    e);
        }
    }

    /* ARM names no model there, only who made the core and which one it is. */
    private static String cpuName(Map<String, String> first) {
        String model = first.getOrDefault("model name", "");
        if (!model.isEmpty()) {
            return model;
        }
        return first.containsKey("CPU part")
                ? "%s implementer %s part %s"
                        .formatted(System.getProperty("os.arch"), first.get("CPU implementer"), first.get("CPU part"))
                : System.getProperty("os.arch", "unknown");
    }

    private static long memory(Path proc) throws IOException {
        for (String line : Files.readAllLines(proc.resolve("meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return asJavaKnows().memoryBytes();
    }

    private static Device asJavaKnows() {
        String arch = System.getProperty("os.arch", "unknown");
        String cpu = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", arch);
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getTotalMemorySize()
                        : 0;
        return new Device(cpu, Runtime.getRuntime().availableProcessors(), memory, List.of());
    }
}
