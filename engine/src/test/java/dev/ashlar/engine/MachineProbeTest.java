/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.profile.MachineSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up files in the form of Linux, and this machine. */
class MachineProbeTest {
    private static final String STAT = "cpu  100 20 30 4000 50 6 7 80 9 1\ncpu0 1 2 3 4 5 6 7 8 9 0\n";
    private static final String SELF = "4242 (java (odd) name) S 1 2 3 4 5 6 7 8 9 10 31 11 0 0 20 0 9 0 1\n";

    private final Path proc;
    private final Path cpus;

    MachineProbeTest(@TempDir Path folder) {
        this.proc = folder.resolve("proc");
        this.cpus = folder.resolve("cpus");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void stats(String all, String own) throws IOException {
        write(proc.resolve("stat"), all);
        write(proc.resolve("self/stat"), own);
    }

    @Test
    void readsTimesOfTheMachineAndOfItself() throws IOException {
        stats(STAT, SELF);
        assertThat(MachineProbe.at(proc, cpus).read()).isEqualTo(new MachineSample(4293, 4050, 80, 42, 0, 0));
    }

    @Test
    void readsClocksAndThrottlesWhereThereAreAny() throws IOException {
        stats(STAT, SELF);
        write(cpus.resolve("cpu0/cpufreq/scaling_cur_freq"), "1200000\n");
        write(cpus.resolve("cpu1/cpufreq/scaling_cur_freq"), "3400000\n");
        write(cpus.resolve("cpu0/thermal_throttle/core_throttle_count"), "3\n");
        write(cpus.resolve("cpu1/thermal_throttle/core_throttle_count"), "4\n");
        write(cpus.resolve("cpufreq/scaling_cur_freq"), "9999999\n");
        assertThat(MachineProbe.at(proc, cpus).read()).isEqualTo(new MachineSample(4293, 4050, 80, 42, 3400000, 7));
    }

    @Test
    void claimsNothingWhereTheSystemTellsNothing() throws IOException {
        assertThat(MachineProbe.at(proc, cpus).read()).isNull();
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder all = new StringBuilder(STAT);
            StringBuilder own = new StringBuilder(SELF);
            all.setLength(random.nextInt(all.length()));
            own.setCharAt(random.nextInt(own.length()), (char) random.nextInt(256));
            stats(all.toString(), own.toString());
            MachineSample sample = MachineProbe.at(proc, cpus).read();
            assertThat(sample == null || sample.totalTicks() > 0)
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void aClockThatIsNoNumberIsNone() throws IOException {
        stats(STAT, SELF);
        write(cpus.resolve("cpu0/cpufreq/scaling_cur_freq"), "<unknown>\n");
        MachineSample sample = MachineProbe.at(proc, cpus).read();
        assertThat(sample).isNotNull();
        assertThat(sample.kilohertz()).isZero();
    }

    @Test
    void timesOfThisMachineCountUp() {
        MachineSample before = MachineProbe.current().read();
        MachineSample after = MachineProbe.current().read();
        assertThat(before == null).isEqualTo(!Files.isReadable(Path.of("/proc/stat")));
        if (before != null && after != null) {
            assertThat(after.totalTicks()).isGreaterThanOrEqualTo(before.totalTicks());
            assertThat(after.ownTicks()).isGreaterThanOrEqualTo(before.ownTicks());
        }
    }
}
