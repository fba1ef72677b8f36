/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.common;

import dev.ashlar.engine.DeviceProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where, when and with what something was measured. */
public final class RunFacts {
    private static final String UNKNOWN = "unknown";

    private RunFacts() {}

    /**
     * The facts of this run, in order.
     *
     * @param arguments of {@code ashlar bench}
     */
    public static Map<String, String> of(List<String> arguments) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("command", "ashlar bench " + String.join(" ", arguments));
        facts.put("machine", DeviceProbe.current().toString());
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        facts.put("load before", String.format(Locale.ROOT, "%.2f", load));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("revision", revision(System.getProperty("ashlar.launcher")));
        facts.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return facts;
    }

    /** The revision of the sources that the launcher belongs to. */
    private static String revision(@Nullable String launcher) {
        Path home = launcher == null ? null : Path.of(launcher).getParent();
        if (home == null) {
            return UNKNOWN;
        }
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? answer : UNKNOWN;
        } catch (IOException e) {
            // Sources without git have no revision.
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
