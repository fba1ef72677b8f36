/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the energy that the processors of this machine take, where Linux tells: in the files of its powercap interface.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class PowercapProbe {
    /*
     * Documentation/power/powercap/powercap.rst of the kernel: a folder for each zone, with a counter in energy_uj that
     * wraps at max_energy_range_uj. Zones of whole processors are named package-0, package-1 and so on; those in them
     * (core, uncore, dram) are parts that would count twice. Since Linux 5.10 only root may read the counters.
     */
    private static final int MOST_CHARACTERS = 64;

    private record Zone(Path counter, long range, long last, long sum) {}

    private final List<Zone> zones = new ArrayList<>();
    private boolean broken;

    private PowercapProbe() {}

    /** The probe of the machine that this JVM runs on. */
    public static PowercapProbe current() {
        return at(Path.of("/sys/class/powercap"));
    }

    static PowercapProbe at(Path folder) {
        PowercapProbe probe = new PowercapProbe();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*:*")) {
                for (Path each : all) {
                    probe.add(each);
                }
            } catch (IOException | DirectoryIteratorException | UncheckedIOException | NumberFormatException e) {
                // Counters that may not be read, or that are none: then no energy is claimed.
                probe.zones.clear();
            }
        }
        return probe;
    }

    private void add(Path zone) throws IOException {
        Path counter = zone.resolve("energy_uj");
        if (Files.exists(counter) && text(zone.resolve("name")).startsWith("package")) {
            long range = Long.parseLong(text(zone.resolve("max_energy_range_uj")));
            zones.add(new Zone(counter, range, Long.parseLong(text(counter)), 0));
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_CHARACTERS), StandardCharsets.ISO_8859_1).strip();
        }
    }

    /**
     * Microjoules that all processors have taken since the probe was made, or null where the system does not tell. To be
     * called at least every few minutes, before a counter has wrapped twice.
     */
    public @Nullable Long microjoules() {
        if (zones.isEmpty() || broken) {
            return null;
        }
        long sum = 0;
        try {
            for (int i = 0; i < zones.size(); i++) {
                Zone zone = zones.get(i);
                long now = Long.parseLong(text(zone.counter()));
                long taken = now >= zone.last() ? now - zone.last() : now + zone.range() - zone.last();
                Zone next = new Zone(zone.counter(), zone.range(), now, zone.sum() + Math.max(0, taken));
                zones.set(i, next);
                sum += next.sum();
            }
            return sum;
        } catch (IOException | NumberFormatException e) {
            broken = true;
            return null;
        }
    }
}
