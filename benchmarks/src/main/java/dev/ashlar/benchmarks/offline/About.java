/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.engine.DeviceProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where, when and with what a study was made. */
public final class About {
    private static final String UNKNOWN = "unknown";

    private About() {}

    /** Where and with what it runs; {@code options} are told as they print themselves. */
    public static Map<String, String> of(List<String> arguments, Object options) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("command", "ashlar bench " + String.join(" ", arguments));
        about.put("options", options.toString());
        about.put("machine", DeviceProbe.current().toString());
        about.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        about.put("threads", "1 to train and to be timed");
        about.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("revision", revision(System.getProperty("ashlar.launcher")));
        about.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return about;
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
