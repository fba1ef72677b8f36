/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.profile.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceProbeTest {
    private final Path proc;

    DeviceProbeTest(@TempDir Path proc) {
        this.proc = proc;
    }

    private Device read(String cpuinfo) throws IOException {
        Files.writeString(proc.resolve("cpuinfo"), cpuinfo);
        Files.writeString(proc.resolve("meminfo"), "MemTotal:       16384000 kB\nMemFree:  5 kB\n");
        return DeviceProbe.read(proc);
    }

    @Test
    void readsAnX86Machine() throws IOException {
        Device device = read(
                """
                processor\t: 0
                vendor_id\t: GenuineIntel
                model name\t: Intel(R) Xeon(R) Platinum 8488C
                flags\t\t: fpu vme sse4_1 avx2 avx512f avx512_vnni amx_int8 hypervisor

                processor\t: 1
                vendor_id\t: GenuineIntel
                model name\t: Intel(R) Xeon(R) Platinum 8488C
                flags\t\t: fpu vme sse4_1 avx2 avx512f avx512_vnni amx_int8 hypervisor
                """);
        assertThat(device)
                .isEqualTo(new Device(
                        "Intel(R) Xeon(R) Platinum 8488C",
                        2,
                        16384000L << 10,
                        List.of("amx_int8", "avx2", "avx512_vnni", "avx512f", "sse4_1")));
    }

    @Test
    void readsAnArmMachine() throws IOException {
        Device device = read(
                """
                processor\t: 0
                BogoMIPS\t: 243.75
                Features\t: fp asimd evtstrm aes asimddp i8mm
                CPU implementer\t: 0x41
                CPU part\t: 0xd40
                """);
        assertThat(device.cpu()).endsWith("implementer 0x41 part 0xd40");
        assertThat(device.features()).containsExactly("asimd", "asimddp", "i8mm");
        assertThat(device.cores()).isEqualTo(1);
    }

    @Test
    void makesDoWithFilesThatSayNothing() throws IOException {
        Device device = read("");
        assertThat(device.cores()).isEqualTo(1);
        assertThat(device.cpu()).isNotEmpty();
        assertThat(device.features()).isEmpty();
        Files.writeString(proc.resolve("meminfo"), "nothing\n");
        assertThat(DeviceProbe.read(proc).memoryBytes()).isPositive();
    }

    @Test
    void saysSoWhenItCannotRead() {
        assertThatThrownBy(() -> DeviceProbe.read(proc.resolve("absent")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void knowsThisMachine() {
        Device device = DeviceProbe.current();
        assertThat(device.cores()).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(device.memoryBytes()).isGreaterThan(1L << 28);
        assertThat(device).isEqualTo(DeviceProbe.current());
    }

    @Test
    void namesKindsOfProcessorsApart() {
        Device wide = new Device("x", 1, 1, List.of("avx2", "avx512f"));
        Device narrow = new Device("x", 1, 1, List.of("avx2"));
        Device bigger = new Device("y", 64, 1L << 40, List.of("avx512f", "avx2"));
        assertThat(PreparedBlocks.machineKey(wide))
                .matches("[A-Za-z0-9_]+-[0-9a-f]{8}")
                .isNotEqualTo(PreparedBlocks.machineKey(narrow))
                .isEqualTo(PreparedBlocks.machineKey(bigger));
        assertThat(PreparedBlocks.machineKey(new Device("x", 1, 1, List.of())))
                .isNotEqualTo(PreparedBlocks.machineKey(new Device("y", 1, 1, List.of())));
    }
}
