/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ashlar profile --check}. */
class ProfileCheckTest {
    private final Path folder;
    private final FileStore store;

    ProfileCheckTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FileStore.open(folder.resolve("store"));
    }

    private Launch check(String model, Object... more) {
        Object[] args = new Object[5 + more.length];
        System.arraycopy(new Object[] {"profile", model, "--store", store.root(), "--check"}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return Launch.of(args);
    }

    private static String engine(Path cache) {
        try (OrtBlockEngine engine = OrtBlockEngine.open(cache)) {
            return engine.version();
        }
    }

    @Test
    void saysThatAProfileIsCurrentAndMeasuresNothing() {
        RealNets.write(store, "net", 1, DeviceProbe.current(), engine(store.cacheFolder()));
        Launch launch = check("net").done();
        assertThat(launch.out()).isEqualToIgnoringNewLines("net: the profile of this machine is current");
        assertThat(check("net", "--data", folder.resolve("absent")).done().out())
                .contains("is current");
    }

    @Test
    void saysWhatIsOutOfDateByItsExitCodeToo() {
        RealNets.write(store, "other-engine", 1, DeviceProbe.current(), "engine 0");
        RealNets.write(store, "elsewhere", 1, new Device("Far CPU", 3, 1L << 30, List.of()), "engine 0");
        RealNets.write(store, "never", 1);
        RealNets.write(store, "changed", 1, DeviceProbe.current(), engine(store.cacheFolder()));
        RealNets.write(store, "changed", 2);

        for (String model : List.of("other-engine", "elsewhere", "never", "changed")) {
            Launch launch = check(model);
            assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.STALE);
            assertThat(launch.out()).startsWith(model + ": the profile of this machine is out of date");
        }
        assertThat(check("other-engine").out()).contains("it was measured with engine 0");
        assertThat(check("elsewhere").out()).contains("only on far-cpu-3c");
        assertThat(check("never").out())
                .contains("it was never measured on this machine ("
                        + DeviceProbe.current().key());
        assertThat(check("changed").out()).contains("b0/original has changed since", "b1/keep-25 has changed since");
    }

    @Test
    void measuresAgainWhatIsOutOfDateIfItIsGivenImages() {
        RealNets.write(store, "net", 1, DeviceProbe.current(), "engine 0");
        Path pictures = Given.pictures(folder.resolve("pictures"), 8, 20);

        Launch launch =
                check("net", "--data", pictures, "--rounds", 10, "--images", 2).done();

        assertThat(launch.out()).contains("out of date").contains("whole network");
        assertThat(check("net").done().out()).contains("is current");
    }

    @Test
    void measuringWithoutImagesIsWrongUsage() {
        RealNets.write(store, "net", 1);
        Launch launch = Launch.of("profile", "net", "--store", store.root());
        assertThat(launch.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(launch.err()).contains("Missing required option: '--data=PATH'");
    }
}
