/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowercapProbeTest {
    @TempDir
    private Path folder;

    private Path zone(String id, String name, String range) throws IOException {
        Path zone = Files.createDirectories(folder.resolve(id));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), range + "\n");
        return zone.resolve("energy_uj");
    }

    private static void count(Path counter, long value) throws IOException {
        Files.writeString(counter, value + "\n");
    }

    @Test
    void sumsWholeProcessorsAndCountsOnWhereACounterWraps() throws IOException {
        Path first = zone("intel-rapl:0", "package-0", "1000");
        Path second = zone("intel-rapl:1", "package-1", "5000");
        Path core = zone("intel-rapl:0:0", "core", "1000");
        count(first, 900);
        count(second, 70);
        count(core, 1);
        PowercapProbe probe = PowercapProbe.at(folder);
        assertThat(probe.microjoules()).isZero();

        count(first, 950);
        count(core, 900);
        assertThat(probe.microjoules()).isEqualTo(50);
        count(first, 30);
        count(second, 170);
        assertThat(probe.microjoules()).isEqualTo(50 + 80 + 100);
    }

    @Test
    void claimsNothingWhereNothingIsTold() throws IOException {
        assertThat(PowercapProbe.at(folder.resolve("absent")).microjoules()).isNull();
        assertThat(PowercapProbe.at(folder).microjoules()).isNull();
        Path counter = zone("intel-rapl:0", "package-0", "many");
        count(counter, 1);
        assertThat(PowercapProbe.at(folder).microjoules()).isNull();
    }

    @Test
    void claimsNothingMoreOnceACounterIsGone() throws IOException {
        Path counter = zone("intel-rapl:0", "package-0", "1000");
        count(counter, 1);
        PowercapProbe probe = PowercapProbe.at(folder);
        assertThat(probe.microjoules()).isNotNull();
        Files.writeString(counter, "none");
        assertThat(probe.microjoules()).isNull();
        count(counter, 5);
        assertThat(probe.microjoules()).isNull();
    }
}
